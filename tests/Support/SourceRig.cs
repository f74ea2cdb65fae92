using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Support;

/// <summary>Binds one source as the site loader does, and steps its driver on virtual time.</summary>
public sealed class SourceRig
{
    private readonly BusOutput _output = new(8_192);

    /// <summary>Makes a rig of a listener's driver; the port is open. Points are numbered from 10, devices from 5.</summary>
    public SourceRig(IBusDriver driver)
    {
        Driver = driver;
        Step(BusInput.Opened, []);
    }

    /// <summary>The driver.</summary>
    public IBusDriver Driver { get; }

    /// <summary>Monotonic time, ms.</summary>
    public long NowMs { get; set; } = 1_000;

    /// <summary>UTC, ms.</summary>
    public long UtcMs { get; set; } = 1_790_000_000_000;

    /// <summary>What UTC rests on.</summary>
    public ClockQuality Clock { get; set; } = ClockQuality.Unsynced;

    /// <summary>Everything so far.</summary>
    public List<Reading> Readings { get; } = [];

    /// <summary>Everything so far.</summary>
    public List<StationWindow> Windows { get; } = [];

    /// <summary>Everything so far.</summary>
    public List<DeviceChange> Changes { get; } = [];

    /// <summary>Everything so far.</summary>
    public List<TimeFix> Fixes { get; } = [];

    /// <summary>Everything sent so far.</summary>
    public List<byte> Sent { get; } = [];

    /// <summary>Deadline of the last step, ns.</summary>
    public long DeadlineNs => _output.DeadlineNs;

    /// <summary>Binds a source; null with faults.</summary>
    public static (SourcePlan? Plan, List<ConfigFault> Faults) Bind(ISourceKind kind, string source)
    {
        var site = $$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "p", "sources": [ {{source}} ] }""";
        var bytes = Encoding.UTF8.GetBytes(site);
        var map = JsonMap.Of("site.json", bytes, default);
        var faults = new List<ConfigFault>();
        using var document = JsonDocument.Parse(bytes);
        using var schema = JsonDocument.Parse(Schemas.Site([kind]));
        SchemaWalker.Check(schema.RootElement, document.RootElement, map, faults);
        var plan = faults.Count > 0 ? null : kind.Bind(document.RootElement.GetProperty("sources")[0], new BindContext("sources[0]", map, faults));
        return (plan, faults);
    }

    /// <summary>Binds a source that must be sound, and makes a rig of it.</summary>
    public static SourceRig Of(ISourceKind kind, string source)
    {
        var (plan, faults) = Bind(kind, source);
        return plan is BusPlan bus ? new SourceRig(bus.CreateDriver(10, 5)) : throw new InvalidOperationException(string.Join('\n', faults));
    }

    /// <summary>Takes bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes) => Step(BusInput.Bytes, bytes);

    /// <summary>Takes a text.</summary>
    public void Take(string text) => Take(Encoding.Latin1.GetBytes(text));

    /// <summary>Takes a step and keeps what it made.</summary>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes)
    {
        _output.Clear();
        Driver.Step(input, bytes, new Now(NowMs * 1_000_000, UtcMs, Clock), _output);
        Readings.AddRange(_output.Readings);
        Windows.AddRange(_output.StationWindows);
        Changes.AddRange(_output.Changes);
        Sent.AddRange(_output.Send);
        if (_output.Time is { } fix)
        {
            Fixes.Add(fix);
        }
    }

    /// <summary>Waits for a time and steps at each deadline within it.</summary>
    public void Pass(long ms)
    {
        var untilMs = NowMs + ms;
        while (_output.DeadlineNs <= untilMs * 1_000_000)
        {
            NowMs = Math.Max(NowMs, (_output.DeadlineNs + 999_999) / 1_000_000);
            Step(BusInput.Deadline, []);
        }

        NowMs = untilMs;
    }

    /// <summary>Forgets everything so far.</summary>
    public void Forget()
    {
        Readings.Clear();
        Windows.Clear();
        Changes.Clear();
        Fixes.Clear();
        Sent.Clear();
    }

    /// <summary>Bytes that a number of steps allocates, after a warm-up.</summary>
    public long AllocatedBy(ReadOnlySpan<byte> bytes, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _output.Clear();
            Driver.Step(BusInput.Bytes, bytes, new Now(++NowMs * 1_000_000, UtcMs, Clock), _output);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < steps; i++)
        {
            _output.Clear();
            Driver.Step(BusInput.Bytes, bytes, new Now(++NowMs * 1_000_000, UtcMs, Clock), _output);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
