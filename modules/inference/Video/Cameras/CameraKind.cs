using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Hosting;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>The source kind `camera`: cameras whose pictures a video module looks at, in a child process. Stateless; any thread.</summary>
public sealed class CameraKind : ISourceKind
{
    /// <summary>Time between two readings of a camera's points, ms.</summary>
    public const long PollMs = 1_000;

    private static readonly IReadOnlyDictionary<int, string> YesNo = new Dictionary<int, string> { [0] = "no", [1] = "yes" };

    /// <inheritdoc/>
    public string Name => "camera";

    /// <inheritdoc/>
    public string Schema => CameraSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var plan = CameraBinder.Bind(source, context);
        if (context.FaultCount > before)
        {
            return null;
        }

        var devices = source.Items("devices").Select(SourceBinding.Device).ToList();
        var raw = source.GetRawText();
        return new HostedPlan($"module {plan.Module}", (parts, pointBase, deviceBase) => new CameraHost(new CameraSource(plan, raw), parts, pointBase, deviceBase))
        {
            Kind = Name,
            Devices = devices,
            Points = [.. plan.Cameras.SelectMany((c, i) => new CameraPoints(c).All.Select(p => Describe(p, devices[i])))],
            Look = parts => CameraLook.Run(plan, parts),
            Owns = [$"module {plan.Module}", .. plan.Cameras.Where(c => c.Stream.Kind == StreamKind.Device).Select(c => $"device {c.Stream.Address}")],
        };
    }

    private static PointDescriptor Describe(CameraPoint point, DeviceDescriptor device) => new()
    {
        Name = $"{device.Name}/{point.Name}",
        Label = point.Label,
        Unit = point.Unit,
        Kind = point.Kind,
        Grade = device.Grade,
        PollMs = PollMs,
        States = point.Kind == PointKind.Discrete ? YesNo : null,
        RangeMax = point.Rule.Length > 0 ? 0 : null,
        Rule = point.Rule,
        AlarmOutOfRange = point.IsAlarm,
    };
}
