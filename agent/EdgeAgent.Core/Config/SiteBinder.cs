using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Config;

/// <summary>
/// Binds a site document, each part that fits its schema, and tells what a schema cannot: what must fit together. A part with faults is left out, so that
/// the faults of all the others come at the same time.
/// </summary>
/// <param name="root">The document: an object.</param>
/// <param name="context">Its root.</param>
/// <param name="profile">The board; null when it could not be loaded: then ports are not looked at.</param>
/// <param name="kinds">The known kinds of sources.</param>
/// <param name="faults">What the schema told.</param>
/// <param name="warnings">Takes what is allowed but probably not meant.</param>
internal sealed class SiteBinder(JsonElement root, BindContext context, Profile? profile, IReadOnlyList<ISourceKind> kinds, SubtreeFaults faults, List<ConfigFault> warnings)
{
    private const long DayMs = 86_400_000;
    private const int MaxPoints = 10_000;

    private readonly List<(SourcePlan Plan, string At)> _sources = [];

    /// <summary>Tells every fault; the site, or null when there is any fault in it or its profile.</summary>
    public Site? Bind(string hash)
    {
        BindSources();
        new NamesCheck(context, faults).Run(root);
        var windows = BindWindows();
        var uplinks = new UplinkBinder(root, context, faults, warnings);
        uplinks.Bind();
        CheckSharing();
        CheckOwners();
        CheckSize();
        if (context.FaultCount > 0 || profile is null)
        {
            return null;
        }

        if (BindTable() is not { } table)
        {
            return null;
        }

        uplinks.CheckNames(table);
        return context.FaultCount > 0 ? null : new Site
        {
            Gateway = BindGateway(root.GetProperty("gateway")),
            Profile = profile,
            Table = table,
            Sources = [.. _sources.Select(s => s.Plan)],
            Windows = windows,
            Buffer = BindBuffer(),
            Mqtt = uplinks.Mqtt,
            Sparkplug = uplinks.Sparkplug,
            Pull = uplinks.Pull,
            Console = uplinks.Console,
            Log = root.TryGetProperty("log", out var log) ? new LogConfig { Level = log.Text("level", "information"), File = log.Text("file", "") } : new LogConfig(),
            Hash = hash,
        };
    }

    private static GatewayConfig BindGateway(JsonElement gateway) => new()
    {
        Id = gateway.GetProperty("id").GetString()!,
        Label = gateway.Text("label", ""),
        District = gateway.GetProperty("district").GetString()!,
        Division = gateway.Text("division", ""),
        TimeZone = gateway.Text("timeZone", "Asia/Shanghai"),
        Place = gateway.TryGetProperty("place", out var place)
            ? new PlaceConfig(place.GetProperty("lat").GetDouble(), place.GetProperty("lon").GetDouble(), place.Text("datum", "wgs84"), place.Text("floor", ""))
            : null,
    };

    private void BindSources()
    {
        var index = 0;
        foreach (var source in faults.IsSoundItself("sources") ? root.Items("sources") : [])
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"sources[{index++}]");
            var at = context.At(path);
            if (source.ValueKind == JsonValueKind.Object && faults.IsSound($"{path}.port") && source.Text("port", "") is { Length: > 0 } port)
            {
                CheckPort(port, at.At("port"));
            }

            if (source.ValueKind == JsonValueKind.Object && kinds.FirstOrDefault(k => k.Name == source.Text("kind", "")) is { } kind)
            {
                BindSource(kind, source, path, at);
            }
        }
    }

    private void BindSource(ISourceKind kind, JsonElement source, string path, BindContext at)
    {
        if (!faults.IsSound(path))
        {
            using var part = SoundPart.Of(source, path, kind.Schema, faults);
            if (part is not null)
            {
                _ = kind.Bind(part.Root, at.Of(part.Places));
            }
        }
        else if (kind.Bind(source, at) is { } plan)
        {
            if (profile is not null)
            {
                plan.CheckProfile?.Invoke(profile, at);
            }

            _sources.Add((plan, path));
        }
    }

    private void CheckPort(string port, BindContext at)
    {
        if (profile is not null && !profile.Ports.ContainsKey(port))
        {
            at.Fault(
                $"the profile {profile.Name} has no port \"{JsonShow.Cut(port)}\"{NearestWord.Hint(port, profile.Ports.Keys)}",
                profile.Ports.Count > 0 ? "one of " + string.Join(", ", profile.Ports.Keys) : "a profile with ports");
        }
    }

    // Masters may take turns on a line; a listener hears everything and shares with nobody.
    private void CheckSharing()
    {
        foreach (var line in _sources.Where(s => s.Plan is BusPlan).GroupBy(s => s.Plan.Place, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            foreach (var (plan, at) in line.Skip(1).Where(_ => line.Any(s => s.Plan is BusPlan { Poll: null })))
            {
                var place = context.At(((BusPlan)plan).Server is null ? $"{at}.port" : $"{at}.server");
                place.Fault($"\"{JsonShow.Cut(line.Key)}\" is taken by {line.First().At} already, and one of the two listens", "a line of its own for a source that listens; polled ones may share theirs");
            }
        }
    }

    private void CheckOwners()
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (plan, at) in _sources)
        {
            foreach (var owned in plan.Owns.Where(o => !owners.TryAdd(o, at)))
            {
                context.At(at).Fault($"{owned} is taken by {owners[owned]} already", "one source for each");
            }
        }
    }

    private void CheckSize()
    {
        var count = _sources.Sum(b => b.Plan.Points.Count);
        if (count > MaxPoints)
        {
            context.At("sources").Fault($"{count} points", $"at most {MaxPoints}");
        }
    }

    // Names that a kind of source makes by itself, and that therefore do not stand in the file, are looked at here.
    private PointTable? BindTable()
    {
        var devices = new HashSet<string>(StringComparer.Ordinal);
        var points = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (plan, at) in _sources)
        {
            TellDoubles(plan.Devices.Select(d => d.Name), devices, at, "device");
            TellDoubles(plan.Points.Select(p => p.Name), points, at, "point");
        }

        return context.FaultCount > 0 ? null : new PointTable([.. _sources.SelectMany(b => b.Plan.Points)], [.. _sources.SelectMany(b => b.Plan.Devices)]);
    }

    private void TellDoubles(IEnumerable<string> names, HashSet<string> seen, string at, string what)
    {
        foreach (var name in names.Where(n => !seen.Add(n)))
        {
            context.At(at).Fault($"a second {what} is called \"{name}\"", "each name once in a site");
        }
    }

    private WindowsConfig BindWindows()
    {
        if (!root.TryGetProperty("windows", out var windows))
        {
            WarnOfSlowPolls(new WindowsConfig());
            return new WindowsConfig();
        }

        if (!faults.IsSound("windows"))
        {
            return new WindowsConfig();
        }

        var lengthMs = windows.DurationMs("length", 60_000);
        if (DayMs % lengthMs != 0)
        {
            context.At("windows.length").Fault($"\"{windows.Text("length", "")}\" does not divide a day", "a length such as 10 s, 1 min, 5 min, 15 min, 1 h");
        }

        var bound = new WindowsConfig { LengthMs = lengthMs, HealthMs = windows.DurationMs("health", 300_000), ClockWaitMs = windows.DurationMs("clockWait", 600_000) };
        WarnOfSlowPolls(bound);
        return bound;
    }

    private void WarnOfSlowPolls(WindowsConfig windows)
    {
        foreach (var (plan, at) in _sources)
        {
            foreach (var point in plan.Points.Where(p => p.PollMs > windows.LengthMs))
            {
                warnings.Add(context.At(at).Note(
                    $"{point.Name} is read every {DurationText.Format(point.PollMs)}, windows are {DurationText.Format(windows.LengthMs)} long: most have no reading of it",
                    "a shorter \"poll\" or a longer windows.length"));
            }
        }
    }

    private BufferConfig BindBuffer() => !root.TryGetProperty("buffer", out var buffer) ? new BufferConfig() : new BufferConfig
    {
        Engine = buffer.Text("engine", "sqlite"),
        BudgetBytes = buffer.Bytes("budget", 512L << 20),
        CommitMs = (int)buffer.DurationMs("commit", 250),
    };
}
