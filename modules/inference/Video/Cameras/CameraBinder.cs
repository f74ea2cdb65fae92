using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Inference.Video.Motion;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>Binds a source of kind `camera` that fits its schema. Stateless.</summary>
internal static class CameraBinder
{
    private const int MostCredentials = 120;
    private const int MostName = 128;
    private const long DefaultKeepMs = 86_400_000;
    private static readonly IReadOnlyList<string> Person = ["person"];
    private static readonly IReadOnlyList<string> Bags = ["backpack", "handbag", "suitcase"];

    /// <summary>The plan; faults go to <paramref name="context"/>.</summary>
    public static CamerasPlan Bind(JsonElement source, BindContext context) => new(
        source.Text("module", ""),
        source.Integer("sessions") ?? 1,
        [.. source.Items("devices").Select((d, i) => BindCamera(d, context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{i}]"))))]);

    private static CameraPlan BindCamera(JsonElement camera, BindContext context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "rate" };
        var before = context.FaultCount;
        var plan = new CameraPlan(camera.Text("name", ""), BindStream(camera, context), [.. camera.Items("lines").Select((l, i) => BindLine(l, names, context.At($"lines[{i}]")))], [.. camera.Items("zones").Select((z, i) => BindZone(z, names, context.At($"zones[{i}]")))])
        {
            Motion = BindMotion(camera),
            Evidence = BindEvidence(camera, context.At("evidence")),
        };
        TellNames(plan, context, before);
        return plan;
    }

    // Names of points are made of names of lines and zones and of labels: two may come out the same, or too long.
    private static void TellNames(CameraPlan plan, BindContext context, int before)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var point in new CameraPoints(plan).All)
        {
            if (context.FaultCount == before && !names.Add(point.Name))
            {
                context.Fault($"two of its points would be called \"{point.Name}\"", "other names, or each class once");
            }
            else if (context.FaultCount == before && plan.Name.Length + 1 + point.Name.Length > MostName)
            {
                context.Fault($"its point \"{plan.Name}/{point.Name}\" has a name of {plan.Name.Length + 1 + point.Name.Length} characters", $"shorter names, so that those of points have {MostName} at most");
            }
        }
    }

    private static EvidencePlan? BindEvidence(JsonElement camera, BindContext context)
    {
        if (!camera.TryGetProperty("evidence", out var evidence))
        {
            return null;
        }

        var (isPlain, reason) = (evidence.Text("pictures", "") == "plain", evidence.Text("reason", ""));
        if (isPlain && string.IsNullOrWhiteSpace(reason))
        {
            context.At("pictures").Fault("pictures of people as they are, without a reason", "\"blurred\", or a \"reason\" beside it that says who allowed it and why");
        }

        return new EvidencePlan(evidence.DurationMs("keep", DefaultKeepMs), isPlain, reason);
    }

    private static StreamPlan BindStream(JsonElement camera, BindContext context)
    {
        if (!StreamPlan.TryParse(camera.Text("url", ""), out var stream, out var fault))
        {
            context.At("url").Fault(fault, StreamPlan.Expected);
            return stream;
        }

        var bound = stream with
        {
            User = camera.Text("user", ""),
            Secret = camera.Text("secret", ""),
            Rate = camera.Number("fps") ?? 5,
            Size = camera.Text("size", ""),
            Repeats = !camera.TryGetProperty("repeat", out _) || camera.Flag("repeat"),
        };
        if (bound.User.Length == 0 != (bound.Secret.Length == 0))
        {
            context.At(bound.User.Length == 0 ? "secret" : "user").Fault(bound.User.Length == 0 ? "a secret without a user" : "a user without a secret", "both or neither");
        }

        TellStray(camera, "user", bound.Kind is StreamKind.Rtsp or StreamKind.Http, "rtsp:// and http://", context);
        TellStray(camera, "size", bound.Kind == StreamKind.Device, "v4l2:", context);
        TellStray(camera, "repeat", bound.Kind == StreamKind.File, "file:", context);
        return bound;
    }

    private static void TellStray(JsonElement camera, string member, bool fits, string of, BindContext context)
    {
        if (!fits && camera.TryGetProperty(member, out _))
        {
            context.At(member).Fault($"\"{member}\" for a camera that has no use for it", $"\"{member}\" with {of} alone");
        }
    }

    private static LinePlan BindLine(JsonElement line, HashSet<string> names, BindContext context)
    {
        var (from, to) = (line.GetProperty("from"), line.GetProperty("to"));
        var bound = new PictureLine(line.Text("name", ""), from[0].GetDouble(), from[1].GetDouble(), to[0].GetDouble(), to[1].GetDouble());
        if ((bound.FromX, bound.FromY) == (bound.ToX, bound.ToY))
        {
            context.At("to").Fault("is where the line begins", "another place");
        }

        TakeName(bound.Name, names, context);
        if (line.TryGetProperty("alarm", out _) && line.Text("wrongWay", "").Length == 0)
        {
            context.At("alarm").Fault("an alarm without a wrong way", "\"wrongWay\" beside it");
        }

        return new LinePlan(bound, Labels(line, "classes", Person))
        {
            WrongWayIsIn = line.Text("wrongWay", "") switch { "in" => true, "out" => false, _ => null },
            IsAlarm = line.Flag("alarm"),
        };
    }

    private static ZonePlan BindZone(JsonElement zone, HashSet<string> names, BindContext context)
    {
        TakeName(zone.Text("name", ""), names, context);
        if (zone.TryGetProperty("things", out _) && zone.DurationMs("leftBehind", 0) == 0)
        {
            context.At("things").Fault("things that nobody watches", "\"leftBehind\" beside it");
        }

        if (zone.Flag("alarm") && !zone.Flag("forbidden") && zone.DurationMs("loiter", 0) == 0 && zone.DurationMs("leftBehind", 0) == 0)
        {
            context.At("alarm").Fault("an alarm without anything to raise it", "\"loiter\", \"forbidden\" or \"leftBehind\" beside it");
        }

        return new ZonePlan(zone.Text("name", ""), Area(zone.GetProperty("area")), Labels(zone, "classes", Person))
        {
            LoiterMs = zone.DurationMs("loiter", 0),
            IsForbidden = zone.Flag("forbidden"),
            LeftMs = zone.DurationMs("leftBehind", 0),
            Things = zone.DurationMs("leftBehind", 0) > 0 ? Labels(zone, "things", Bags) : [],
            HasQueue = zone.Flag("queue"),
            IsAlarm = zone.Flag("alarm"),
        };
    }

    private static void TakeName(string name, HashSet<string> names, BindContext context)
    {
        if (!names.Add(name))
        {
            context.At("name").Fault($"\"{name}\" is taken in this camera", "each name of a line or zone once in a camera, and not \"rate\"");
        }
    }

    private static MotionOptions? BindMotion(JsonElement camera)
    {
        var defaults = new MotionOptions();
        if (!camera.TryGetProperty("motion", out var motion))
        {
            return defaults;
        }

        return motion.Flag("off") ? null : new MotionOptions
        {
            Threshold = (float)(motion.Number("threshold") ?? defaults.Threshold),
            Blocks = motion.Integer("blocks") ?? defaults.Blocks,
            HoldMs = motion.DurationMs("hold", defaults.HoldMs),
            RecheckMs = motion.DurationMs("recheck", defaults.RecheckMs),
            Masks = [.. motion.Items("masks").Select(Area)],
        };
    }

    private static Polygon Area(JsonElement corners) => new([.. corners.EnumerateArray().Select(c => (c[0].GetDouble(), c[1].GetDouble()))]);

    private static IReadOnlyList<string> Labels(JsonElement element, string name, IReadOnlyList<string> otherwise) =>
        element.TryGetProperty(name, out var labels) ? [.. labels.EnumerateArray().Select(l => l.GetString()!)] : otherwise;

    /// <summary>Why a user and a password cannot be given to a camera; empty when they can: ffmpeg keeps 128 characters for both, escaped.</summary>
    public static string FaultOfCredentials(string user, string password) =>
        Uri.EscapeDataString(user).Length + Uri.EscapeDataString(password).Length > MostCredentials ? $"user and password have more than {MostCredentials} characters as they stand in an address" : "";
}
