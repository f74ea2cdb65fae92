using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>A stage on made-up time, with a store that is a list.</summary>
internal sealed class StageRig
{
    public const long HostMs = 1_000_000;
    private const long StartUtcMs = 1_790_000_000_000;

    private readonly List<StoredSummary>[] _records = [[], [], [], []];
    private readonly List<StoredSummary> _read = [];
    private long _offsetMs = StartUtcMs;

    public StageRig(bool primaryHost = false, int servers = 1, SparkplugState? state = null, int backlogPerS = 500)
    {
        var site = SparkplugSite.New();
        var topics = new SparkplugTopics("g", "n", primaryHost ? "scada" : "");
        Model = new NodeModel(site, hasAck: true);
        var mapper = new SummaryMapper(Model, new CloudEventJson("gw-1", "0123456789ABC"));
        Stage = new SparkplugStage(new SparkplugParts(site, "1", topics, Model, mapper, Live, backlogPerS, 0, 1), state ?? new SparkplugState(0, 0, null), servers, 30_000, new Random(1));
    }

    public NodeModel Model { get; }

    public SparkplugStage Stage { get; }

    public FakeLive Live { get; } = new();

    /// <summary>What the newest step gave.</summary>
    public List<SparkplugOutput> Out { get; } = [];

    public long MonoMs { get; private set; } = 10_000;

    /// <summary>UTC in ms.</summary>
    public long NowMs => Now.UtcMs;

    public Now Now => new(MonoMs * 1_000_000, MonoMs + _offsetMs, ClockQuality.Ntp);

    public Positions Heads => new((ulong)_records[0].Count, (ulong)_records[1].Count, (ulong)_records[2].Count, (ulong)_records[3].Count);

    /// <summary>A stage with births out.</summary>
    public static StageRig Online(bool primaryHost = false, int servers = 1, SparkplugState? state = null)
    {
        var rig = new StageRig(primaryHost, servers, state);
        rig.UntilOpen();
        rig.Connect();
        if (primaryHost)
        {
            rig.State(isOnline: true, HostMs);
        }

        Assert.Equal(SparkplugPhase.Online, rig.Stage.Phase);
        return rig;
    }

    /// <summary>A stage that is subscribed and waits for its host application.</summary>
    public static StageRig AwaitingHost(int servers = 1)
    {
        var rig = new StageRig(primaryHost: true, servers);
        rig.UntilOpen();
        rig.Connect();
        Assert.Equal(SparkplugPhase.AwaitingHost, rig.Stage.Phase);
        return rig;
    }

    public static void BdSeqWraps()
    {
        var rig = new StageRig(state: new SparkplugState(254, 0, null));
        var seen = new List<ulong>();
        for (var i = 0; i < 4; i++)
        {
            rig.UntilOpen();
            seen.Add(rig.Out[^1].Payload!.Metrics[0].Value.AsUInt64);
            rig.Step(SparkplugInputKind.Lost);
        }

        Assert.Equal([254UL, 255UL, 0UL, 1UL], seen);
    }

    /// <summary>Between two connects there is always the end of the one before.</summary>
    public static void OneServerAtATime()
    {
        var rig = new StageRig(primaryHost: true, servers: 3);
        var open = 0;
        for (var i = 0; i < 5_000; i++)
        {
            rig.Wait(100);
            rig.Connect();
            foreach (var output in rig.All)
            {
                open += output.Kind == SparkplugOutputKind.Open ? 1 : output.Kind is SparkplugOutputKind.Bury or SparkplugOutputKind.Close ? -1 : 0;
                Assert.InRange(open, 0, 1);
            }

            rig.All.Clear();
        }
    }

    /// <summary>What all steps gave.</summary>
    public List<SparkplugOutput> All { get; } = [];

    public void Step(SparkplugInputKind kind, int code = 0, int device = -1) => Step(new SparkplugInput(kind, code, Device: device));

    public void Step(SparkplugInput input)
    {
        Out.Clear();
        Stage.Step(input, Heads, Now, Out);
        All.AddRange(Out);
    }

    public void State(bool isOnline, long timestampMs) => Step(new SparkplugInput(SparkplugInputKind.HostState, Host: new HostState(isOnline, timestampMs)));

    /// <summary>Lets time pass, then ticks.</summary>
    public void Wait(long ms)
    {
        MonoMs += ms;
        Step(SparkplugInputKind.Tick);
    }

    /// <summary>Sets the wall clock forward or back.</summary>
    public void SetClock(long byMs) => _offsetMs += byMs;

    public void UntilOpen()
    {
        for (var i = 0; i < 200 && !Out.Exists(o => o.Kind == SparkplugOutputKind.Open); i++)
        {
            Wait(1_000);
        }

        Assert.Equal(SparkplugOutputKind.Open, Out[^1].Kind);
    }

    /// <summary>CONNACK and a SUBACK for each subscription; what came of it is in <see cref="Out"/>.</summary>
    public void Connect()
    {
        Step(SparkplugInputKind.Connected);
        var outputs = Out.ToList();
        foreach (var _ in outputs.Where(o => o.Kind == SparkplugOutputKind.Subscribe))
        {
            Step(SparkplugInputKind.Subscribed, 1);
        }
    }

    public void Append(params Summary[] summaries)
    {
        foreach (var summary in summaries)
        {
            var records = _records[(int)summary.Class];
            records.Add(new StoredSummary((ulong)records.Count + 1, (ulong)records.Count + 1, summary));
        }
    }

    /// <summary>Deletes the oldest records of a class up to a number, as other consumers' acknowledgements do.</summary>
    public void Release(SummaryClass summaryClass, ulong upTo) => _released[(int)summaryClass] = upTo;

    /// <summary>Tells the stage all alarms and events.</summary>
    public void Remember()
    {
        Stage.Remember(_records[0]);
        Stage.Remember(_records[1]);
    }

    /// <summary>The next data message, or null.</summary>
    public SparkplugOutput? Next()
    {
        Fill();
        return Stage.TryNext(Now, out var output) ? output : null;
    }

    /// <summary>All data messages that may be sent now.</summary>
    public List<SparkplugOutput> Drain()
    {
        var all = new List<SparkplugOutput>();
        while (Next() is { } next)
        {
            all.Add(next);
        }

        return all;
    }

    public IEnumerable<string> Verbs() => Out.Where(o => o.Kind == SparkplugOutputKind.Publish).Select(o => o.Topic.Split('/')[2]);

    private readonly ulong[] _released = new ulong[4];

    private void Fill()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            foreach (var isLive in (bool[])[true, false])
            {
                if (Stage.Flow.Wants(summaryClass, isLive, Heads) is not { } after)
                {
                    continue;
                }

                _read.Clear();
                _read.AddRange(_records[(int)summaryClass].Where(r => r.Seq > Math.Max(after, _released[(int)summaryClass])).Take(200));
                if (_read.Count > 0)
                {
                    Stage.Flow.Offer(summaryClass, isLive, _read);
                }
                else
                {
                    Stage.Flow.Released(summaryClass, isLive, _released[(int)summaryClass]);
                }
            }
        }
    }
}
