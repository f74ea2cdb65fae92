using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// What to send next: live records (made since the births) before those that waited, alarms before events before routine; what waited at a bounded rate and
/// marked as history. Gathers neighbours that go to the same device into one message. Pure; one thread.
/// </summary>
public sealed class SparkplugFlow
{
    /// <summary>Most metrics in a data message.</summary>
    public const int MaxMetrics = 100;

    private readonly RecordLane[] _live = NewLanes();
    private readonly RecordLane[] _backlog = NewLanes();
    private readonly Dictionary<int, MetricSample> _newest = [];
    private readonly List<MetricSample> _samples = [];
    private readonly NodeModel _model;
    private readonly SummaryMapper _mapper;
    private readonly SampleMemory _memory;
    private readonly Func<int, bool> _isBorn;
    private readonly int _backlogPerS;
    private readonly long _spreadMs;
    private readonly uint _boot;
    private long _filledNs;
    private double _tokens;

    /// <summary>Makes the flow.</summary>
    /// <param name="model">The metrics.</param>
    /// <param name="mapper">Turns summaries into samples.</param>
    /// <param name="memory">What was last sent.</param>
    /// <param name="isBorn">True for a device, by its index, whose birth was sent and that has not died since.</param>
    /// <param name="backlogPerS">Metrics a second of what waited.</param>
    /// <param name="spreadMs">Routine summaries wait so long after they were made, so that a district's gateways do not all send at once.</param>
    /// <param name="boot">This boot: what an earlier one made need not wait.</param>
    public SparkplugFlow(NodeModel model, SummaryMapper mapper, SampleMemory memory, Func<int, bool> isBorn, int backlogPerS, long spreadMs, uint boot)
    {
        _model = model;
        _mapper = mapper;
        _memory = memory;
        _isBorn = isBorn;
        _backlogPerS = backlogPerS;
        _spreadMs = spreadMs;
        _boot = boot;
    }

    /// <summary>Summaries that were no longer there when they were to be read.</summary>
    public long Missing { get; private set; }

    /// <summary>Up to where everything was sent.</summary>
    public Positions Sent { get; private set; }

    /// <summary>Number of class routine that parts what waited from what is live: merging must not cross it. Null when nothing waited.</summary>
    public ulong? Border { get; private set; }

    /// <summary>True when nothing that waited for the births is left.</summary>
    public bool IsDrained => Array.TrueForAll(_backlog, l => l.IsOver);

    /// <summary>Births were sent: what is after <paramref name="from"/> and not after <paramref name="heads"/> has waited, the rest is live.</summary>
    public void Start(in Positions from, in Positions heads)
    {
        _newest.Clear();
        Border = from.Routine < heads.Routine ? heads.Routine : null;
        foreach (var summaryClass in SummaryClasses.All)
        {
            var head = heads[summaryClass];
            _backlog[(int)summaryClass].Start(Math.Min(from[summaryClass], head), head);
            _live[(int)summaryClass].Start(head, ulong.MaxValue);
        }

        Tell();
    }

    /// <summary>Number after which a lane wants records that the store has, or null.</summary>
    public ulong? Wants(SummaryClass summaryClass, bool isLive, in Positions heads)
    {
        var lane = Lane(summaryClass, isLive);
        return lane.IsHungry && heads[summaryClass] > lane.Offered ? lane.Offered : null;
    }

    /// <summary>Takes records of a class that were read after the number that the lane wanted.</summary>
    public void Offer(SummaryClass summaryClass, bool isLive, List<StoredSummary> records)
    {
        Missing += (long)Lane(summaryClass, isLive).Offer(records);
        Tell();
    }

    /// <summary>Nothing of a class up to <paramref name="upTo"/> is there any more: others have released it.</summary>
    public void Released(SummaryClass summaryClass, bool isLive, ulong upTo)
    {
        Missing += (long)Lane(summaryClass, isLive).Skip(upTo);
        Tell();
    }

    /// <summary>The next data message, if one is due.</summary>
    public bool TryNext(in Now now, out SparkplugData data)
    {
        Fill(now);
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (TryGather(_live[(int)summaryClass], isLive: true, now, out data))
            {
                return true;
            }
        }

        if (IsDrained && TryNewest(out data))
        {
            return true;
        }

        foreach (var summaryClass in SummaryClasses.All)
        {
            var isCounted = summaryClass != SummaryClass.Alarm;
            if ((!isCounted || _tokens >= 1) && TryGather(_backlog[(int)summaryClass], isLive: false, now, out data))
            {
                _tokens -= isCounted ? data.Metrics.Count : 0;
                return true;
            }
        }

        data = default;
        return false;
    }

    private static RecordLane[] NewLanes() => [new(), new(), new(), new()];

    private RecordLane Lane(SummaryClass summaryClass, bool isLive) => (isLive ? _live : _backlog)[(int)summaryClass];

    private void Fill(in Now now)
    {
        if (_filledNs > 0)
        {
            _tokens = Math.Min(_tokens + ((now.MonoNs - _filledNs) / 1e9 * _backlogPerS), _backlogPerS);
        }

        _filledNs = now.MonoNs;
    }

    // Records of one lane as long as they go to the same place; what would tell nothing new is passed over.
    private bool TryGather(RecordLane lane, bool isLive, in Now now, out SparkplugData data)
    {
        data = default;
        var gathered = new List<MetricSample>();
        while (gathered.Count < MaxMetrics && lane.TryPeek(out var record) && (!isLive || IsDue(record.Summary, now)))
        {
            Map(record);
            if (_samples.Count > 0)
            {
                var device = _samples[0].Metric.Device;
                var isHistory = !isLive || _samples.Exists(s => _memory.IsLate(s));
                if (gathered.Count > 0 && (device != data.Device || isHistory != data.IsHistory))
                {
                    break;
                }

                data = new SparkplugData(device, isHistory, gathered);
                Take(isHistory, isLive, gathered);
            }

            lane.Next();
        }

        Tell();
        if (gathered.Count > 1)
        {
            gathered.Sort((a, b) => a.TimestampMs.CompareTo(b.TimestampMs));
        }

        return gathered.Count > 0;
    }

    private void Map(in StoredSummary record)
    {
        _mapper.Map(record, _samples);
        if (_samples.Count > 0 && _samples[0].Metric.Device is >= 0 and var device && !_isBorn(device))
        {
            // No data of a device that is dead may be sent; what it measured before it died must not be lost for that.
            _samples.Clear();
            if (record.Summary.Data is not WindowData { Good: 0 })
            {
                _samples.Add(_mapper.AsOther(record));
            }
        }
    }

    private void Take(bool isHistory, bool isLive, List<MetricSample> gathered)
    {
        foreach (var sample in _samples)
        {
            if (isHistory)
            {
                gathered.Add(sample);
                KeepNewest(sample, isLive);
            }
            else if (_memory.Last(sample.Metric) is not { } last || !sample.SaysTheSameAs(last))
            {
                gathered.Add(sample);
                _memory.Sent(sample);
                _newest.Remove(sample.Metric.Alias);
            }
        }
    }

    // History changes no current value. An event that waited is still how its point stands, so its newest is told once more when all history is out.
    private void KeepNewest(in MetricSample sample, bool isLive)
    {
        if (isLive || !sample.Metric.Name.StartsWith(NodeModel.AlarmFolder, StringComparison.Ordinal))
        {
            return;
        }

        var known = _newest.TryGetValue(sample.Metric.Alias, out var before) ? before : _memory.Last(sample.Metric);
        if (known is not { Value.Kind: not SparkplugValueKind.None } last || sample.TimestampMs >= last.TimestampMs)
        {
            _newest[sample.Metric.Alias] = sample;
        }
    }

    private bool TryNewest(out SparkplugData data)
    {
        data = default;
        var gathered = new List<MetricSample>();
        foreach (var (alias, sample) in _newest)
        {
            if (gathered.Count == 0)
            {
                data = new SparkplugData(sample.Metric.Device, IsHistory: false, gathered);
            }

            if (sample.Metric.Device == data.Device && gathered.Count < MaxMetrics)
            {
                _newest.Remove(alias);
                if (sample.Metric.Device < 0 || _isBorn(sample.Metric.Device))
                {
                    // It is so now: its time as a current value is not before that of the birth. When it began stands in its text.
                    var current = sample with { TimestampMs = Math.Max(sample.TimestampMs, _memory.Last(sample.Metric)?.TimestampMs ?? sample.TimestampMs) };
                    gathered.Add(current);
                    _memory.Sent(current);
                }
            }
        }

        gathered.Sort((a, b) => a.TimestampMs.CompareTo(b.TimestampMs));
        return gathered.Count > 0;
    }

    private bool IsDue(Summary summary, in Now now) =>
        summary.Class < SummaryClass.Routine || summary.Made.Boot != _boot || now.MonoMs - summary.Made.MonoMs >= _spreadMs;

    private void Tell()
    {
        var sent = default(Positions);
        foreach (var summaryClass in SummaryClasses.All)
        {
            var backlog = _backlog[(int)summaryClass];
            sent = sent.With(summaryClass, backlog.IsOver ? _live[(int)summaryClass].Done : backlog.Done);
        }

        Sent = sent;
    }
}

/// <summary>A data message to be.</summary>
/// <param name="Device">Index of the device, or -1 for the node.</param>
/// <param name="IsHistory">True for values that are not the current ones.</param>
/// <param name="Metrics">The values in the order of their times.</param>
public readonly record struct SparkplugData(int Device, bool IsHistory, List<MetricSample> Metrics);
