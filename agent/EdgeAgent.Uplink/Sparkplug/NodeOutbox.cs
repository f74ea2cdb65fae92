using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What a node has to say, in the order in which it may say it, and how far that has arrived. Pure; one thread.</summary>
public sealed class NodeOutbox
{
    private readonly SparkplugTopics _topics;
    private readonly NodeModel _model;
    private readonly ISparkplugLive _live;
    private readonly SummaryMapper _mapper;
    private readonly List<MetricSample> _samples = [];
    private readonly SampleMemory _memory;
    private readonly BirthMaker _births;
    private readonly NodeMessages _messages;
    private readonly DeliveryProof _proof;
    private readonly long _missingBefore;
    private long _toldMissing;

    /// <summary>Makes one that goes on where <paramref name="state"/> ends.</summary>
    public NodeOutbox(SparkplugParts parts, SparkplugState state)
    {
        _topics = parts.Topics;
        _model = parts.Model;
        _live = parts.Live;
        _mapper = parts.Mapper;
        _memory = new SampleMemory(_model.Metrics.Count);
        _births = new BirthMaker(_model, _memory, _live, parts.Site, parts.Version);
        _messages = new NodeMessages(_topics, _model, _births);
        _proof = new DeliveryProof(state.Sent ?? default);
        _missingBefore = state.NotSent;
        Flow = new SparkplugFlow(_model, parts.Mapper, _memory, IsBorn, parts.BacklogPerS, parts.SpreadMs, parts.Boot);
    }

    /// <summary>What is sent next; records go in here.</summary>
    public SparkplugFlow Flow { get; }

    /// <summary>Up to where the server has had everything.</summary>
    public Positions Confirmed => _proof.Confirmed;

    /// <summary>Summaries released before they could be sent, since the first start.</summary>
    public long NotSent => _missingBefore + Flow.Missing;

    /// <summary>Messages sent without proof yet.</summary>
    public int Unproven => _proof.Unproven;

    /// <summary>Messages that servers have had since start.</summary>
    public long Delivered => _proof.Delivered;

    /// <summary>True for a device, by its index, whose birth was sent and that has not died since.</summary>
    public bool IsBorn(int device) => _messages.IsBorn(device);

    /// <summary>Looks at the clock, before anything else of a step.</summary>
    public void Watch(in Now now) => _memory.Watch(now);

    /// <summary>Takes events that an earlier start sent or will be sent as history, so that births tell how things stand.</summary>
    public void Remember(List<StoredSummary> records)
    {
        foreach (var record in records.Where(r => r.Summary.Type == SummaryType.Event))
        {
            _mapper.Map(record, _samples);
            foreach (var sample in _samples.Where(s => s.Metric != _model.Other && !_memory.IsLate(s)))
            {
                _memory.Sent(sample);
            }
        }
    }

    /// <summary>Births are about to be sent: what is after <paramref name="from"/> and not after <paramref name="heads"/> has waited.</summary>
    public void Begin(in Positions from, in Positions heads, in Now now)
    {
        _proof.Begin(now);
        Flow.Start(from, heads);
    }

    /// <summary>The session is over.</summary>
    public void End() => _messages.End();

    /// <summary>The death of the node, as a Will or to be published.</summary>
    public SparkplugOutput Death(SparkplugOutputKind kind, byte bdSeq, in Now now) => new(kind, _topics.NodeDeath, _births.NodeDeath(bdSeq, now.UtcMs));

    /// <summary>Adds the births of the node and of each device that answers.</summary>
    public void AddBirths(byte bdSeq, in Now now, List<SparkplugOutput> outputs)
    {
        _toldMissing = NotSent;
        Add(_messages.NodeBirth(bdSeq, NotSent, now), outputs);
        for (var i = 0; i < _model.Table.Devices.Count; i++)
        {
            if (!_live.IsLost(i))
            {
                AddBirth(i, now, outputs);
            }
        }
    }

    /// <summary>Adds the birth of a device.</summary>
    public void AddBirth(int device, in Now now, List<SparkplugOutput> outputs) => Add(_messages.DeviceBirth(device, now), outputs);

    /// <summary>Adds the death of a device.</summary>
    public void AddDeath(int device, in Now now, List<SparkplugOutput> outputs) => Add(_messages.DeviceDeath(device, now), outputs);

    /// <summary>The next data message, if there is one and the server has answered for enough of those before.</summary>
    public bool TryNext(in Now now, out SparkplugOutput output)
    {
        output = default;
        if (_proof.IsFull)
        {
            return false;
        }

        if (NotSent != _toldMissing)
        {
            _toldMissing = NotSent;
            output = Tell(_model.NotSent, SparkplugValue.Of(NotSent), now);
            return true;
        }

        if (!Flow.TryNext(now, out var data))
        {
            return false;
        }

        output = Data(data, now);
        return true;
    }

    /// <summary>A data message of the node with one value that no summary told.</summary>
    public SparkplugOutput Tell(MetricDefinition metric, SparkplugValue value, in Now now)
    {
        var sample = new MetricSample(metric, now.UtcMs, value, []);
        _memory.Sent(sample);
        return Data(new SparkplugData(-1, IsHistory: false, [sample]), now);
    }

    /// <summary>Adds a question to the server when it is time for one: a subscription that is there already changes nothing but that it is answered.</summary>
    public void Prove(in Now now, List<SparkplugOutput> outputs)
    {
        if (_proof.Ask(Flow.Sent, now))
        {
            outputs.Add(new SparkplugOutput(SparkplugOutputKind.Subscribe, _topics.NodeCommand));
        }
    }

    /// <summary>The server acknowledged something that was sent after everything up to <paramref name="sent"/>.</summary>
    public void Prove(Positions sent) => _proof.Prove(sent);

    /// <summary>The server answered; false when it was not asked.</summary>
    public bool Answered() => _proof.Answered();

    /// <summary>True when the server has not answered for longer than <paramref name="forMs"/>.</summary>
    public bool IsOverdue(long forMs, in Now now) => _proof.IsOverdue(forMs, now);

    private SparkplugOutput Data(in SparkplugData data, in Now now)
    {
        _proof.Sent();
        return _messages.Data(data, now);
    }

    private void Add(in SparkplugOutput message, List<SparkplugOutput> outputs)
    {
        _proof.Sent();
        outputs.Add(message);
    }
}
