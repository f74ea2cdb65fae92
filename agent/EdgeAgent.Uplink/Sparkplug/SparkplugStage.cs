using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// The session of a Sparkplug B 3.0 edge node: Will, subscriptions, the primary host application, births and deaths, sequence numbers, servers in turn.
/// Data has QoS 0, which proves nothing; so the command subscription is asked for again now and then, and its SUBACK, which comes on the same connection after all that was sent
/// before, proves that the server has had it (<see cref="Confirmed"/>). Pure: what happened comes in by <see cref="Step"/>, time by parameter; one thread.
/// </summary>
public sealed class SparkplugStage
{
    /// <summary>Longest wait for a CONNACK, and for the subscriptions, ms.</summary>
    public const int AnswerMs = 15_000;

    /// <summary>Longest wait for a word of the primary host application where there is another server to try, ms.</summary>
    public const int HostMs = 30_000;

    /// <summary>Births are not repeated sooner than this, ms; until then data waits.</summary>
    public const int RebirthMs = 1_000;

    /// <summary>Most messages that are sent before it must be proved that the server has had them; as many more while the proof is awaited.</summary>
    public const int MaxUnproven = DeliveryProof.MaxUnproven;

    private const int FirstRetryMs = 1_000;
    private const int CapMs = 60_000;

    private readonly SparkplugTopics _topics;
    private readonly NodeModel _model;
    private readonly NodeOutbox _outbox;
    private readonly HostWatch _watch;
    private readonly Backoff _reconnect;
    private readonly int _servers;
    private readonly int _progressMs;
    private long? _rebirthMs;
    private long _bornMs;
    private int _awaited;
    private Positions? _sentAtDeath;

    /// <summary>Makes one that wants to connect at its first step.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="state">What an earlier start left.</param>
    /// <param name="servers">How many servers there are, in order of preference.</param>
    /// <param name="progressMs">No answer for so long while one is awaited: the connection is given up, ms.</param>
    /// <param name="random">For the jitter of waits.</param>
    public SparkplugStage(SparkplugParts parts, SparkplugState state, int servers, int progressMs, Random random)
    {
        _topics = parts.Topics;
        _model = parts.Model;
        _outbox = new NodeOutbox(parts, state);
        _watch = new HostWatch(servers);
        _reconnect = new Backoff(FirstRetryMs, CapMs, random);
        _servers = servers;
        _progressMs = progressMs;
        NextBdSeq = state.NextBdSeq;
    }

    /// <summary>Where it stands.</summary>
    public SparkplugPhase Phase { get; private set; }

    /// <summary>Index of the server in use, or of the next one.</summary>
    public int Server { get; private set; }

    /// <summary>What went wrong last.</summary>
    public SparkplugFault Fault { get; private set; }

    /// <summary>bdSeq of this session's CONNECT.</summary>
    public byte BdSeq { get; private set; }

    /// <summary>bdSeq of the next CONNECT.</summary>
    public byte NextBdSeq { get; private set; }

    /// <summary>Up to where the server has had everything.</summary>
    public Positions Confirmed => _outbox.Confirmed;

    /// <summary>From where a new session sends again; null for <see cref="Confirmed"/>. Set by a host whose summaries are released by the host application.</summary>
    public Positions? ResumeFrom { get; set; }

    /// <summary>Summaries released before they could be sent, since the first start.</summary>
    public long NotSent => _outbox.NotSent;

    /// <summary>Messages sent without proof yet.</summary>
    public int Unproven => _outbox.Unproven;

    /// <summary>Messages that servers have had since start.</summary>
    public long Delivered => _outbox.Delivered;

    /// <summary>While waiting: when the next attempt is due; else when an answer is overdue; ms since boot.</summary>
    public long DueMs { get; private set; }

    /// <summary>What is sent next; records go in here while <see cref="Phase"/> is online.</summary>
    public SparkplugFlow Flow => _outbox.Flow;

    /// <summary>True for a device, by its index, whose birth was sent and that has not died since.</summary>
    public bool IsBorn(int device) => _outbox.IsBorn(device);

    /// <summary>Takes the newest events of the store, before the first step: births tell how things stand by them.</summary>
    public void Remember(List<StoredSummary> records) => _outbox.Remember(records);

    /// <summary>Takes what happened, or a tick; adds to <paramref name="outputs"/> what the host does now, in order.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="heads">Newest number of each class in the store: where births part what waited from what is live.</param>
    /// <param name="now">The moment.</param>
    /// <param name="outputs">Takes what to do.</param>
    public void Step(in SparkplugInput input, in Positions heads, in Now now, List<SparkplugOutput> outputs)
    {
        _outbox.Watch(now);
        var isOnline = Phase == SparkplugPhase.Online;
        switch (input.Kind)
        {
            case SparkplugInputKind.Tick:
                Tick(now, outputs);
                break;
            case SparkplugInputKind.Connected when Phase == SparkplugPhase.Connecting:
                Connected(input.Code, now, outputs);
                break;
            case SparkplugInputKind.Lost when Phase is not (SparkplugPhase.Waiting or SparkplugPhase.Stopped):
                Lose(new SparkplugFault(SparkplugFaultKind.Lost, input.Code), now, outputs, isIntended: false);
                break;
            case SparkplugInputKind.NotReached when Phase == SparkplugPhase.Connecting:
                NextBdSeq = BdSeq;
                Lose(new SparkplugFault(SparkplugFaultKind.Lost, input.Code), now, outputs, isIntended: false);
                break;
            case SparkplugInputKind.Subscribed:
                Subscribed(input.Code, heads, now, outputs);
                break;
            case SparkplugInputKind.HostState when _topics.State.Length > 0 && Phase is SparkplugPhase.Subscribing or SparkplugPhase.AwaitingHost or SparkplugPhase.Online:
                TakeHost(input.Host, heads, now, outputs);
                break;
            case SparkplugInputKind.Rebirth when isOnline:
                _rebirthMs ??= Math.Max(now.MonoMs, _bornMs + RebirthMs);
                BearAgain(now, outputs);
                break;
            case SparkplugInputKind.DeviceLost when isOnline && IsBorn(input.Device):
                _outbox.AddDeath(input.Device, now, outputs);
                break;
            case SparkplugInputKind.DeviceBack when isOnline && !IsBorn(input.Device):
                _outbox.AddBirth(input.Device, now, outputs);
                break;
            case SparkplugInputKind.Stop:
                Stop(now, outputs);
                break;
        }
    }

    /// <summary>The server acknowledged the death that the last step asked for, and so has had all that was sent before it.</summary>
    public void Buried()
    {
        if (_sentAtDeath is { } sent)
        {
            _sentAtDeath = null;
            _outbox.Prove(sent);
        }
    }

    /// <summary>The next data message, if there is one and it may be sent. While a rebirth is due there is none.</summary>
    public bool TryNext(in Now now, out SparkplugOutput output)
    {
        output = default;
        return Phase == SparkplugPhase.Online && _rebirthMs is null && _outbox.TryNext(now, out output);
    }

    /// <summary>A data message with the cursor that a host application writes back when it has everything up to it; only while online, and where the model has one.</summary>
    public SparkplugOutput CursorData(string cursor, in Now now) => _outbox.Tell(_model.Cursor!, SparkplugValue.Of(cursor), now);

    private void Tick(in Now now, List<SparkplugOutput> outputs)
    {
        switch (Phase)
        {
            case SparkplugPhase.Waiting when now.MonoMs >= DueMs:
                Phase = SparkplugPhase.Connecting;
                DueMs = now.MonoMs + AnswerMs;
                BdSeq = NextBdSeq;
                NextBdSeq = unchecked((byte)(BdSeq + 1));
                outputs.Add(_outbox.Death(SparkplugOutputKind.Open, BdSeq, now));
                break;
            case SparkplugPhase.Connecting or SparkplugPhase.Subscribing when now.MonoMs >= DueMs:
                Lose(new SparkplugFault(SparkplugFaultKind.Silent), now, outputs, isIntended: false);
                break;
            case SparkplugPhase.AwaitingHost when now.MonoMs >= DueMs && _servers > 1:
                Lose(new SparkplugFault(SparkplugFaultKind.HostOffline), now, outputs, isIntended: true);
                break;
            case SparkplugPhase.Online when _outbox.IsOverdue(_progressMs, now):
                Lose(new SparkplugFault(SparkplugFaultKind.Silent), now, outputs, isIntended: false);
                break;
            case SparkplugPhase.Online:
                BearAgain(now, outputs);
                _outbox.Prove(now, outputs);
                break;
        }
    }

    private void Connected(int code, in Now now, List<SparkplugOutput> outputs)
    {
        if (code != 0)
        {
            Lose(new SparkplugFault(SparkplugFaultKind.Refused, code), now, outputs, isIntended: false);
            return;
        }

        Phase = SparkplugPhase.Subscribing;
        DueMs = now.MonoMs + AnswerMs;
        _watch.Begin();
        string[] filters = _topics.State.Length > 0 ? [_topics.NodeCommand, _topics.DeviceCommands, _topics.State] : [_topics.NodeCommand, _topics.DeviceCommands];
        _awaited = filters.Length;
        outputs.AddRange(filters.Select(f => new SparkplugOutput(SparkplugOutputKind.Subscribe, f)));
    }

    private void Subscribed(int code, in Positions heads, in Now now, List<SparkplugOutput> outputs)
    {
        if (code >= MosquittoCodes.ReasonFailure && Phase is SparkplugPhase.Subscribing or SparkplugPhase.Online)
        {
            Lose(new SparkplugFault(SparkplugFaultKind.NotSubscribed, code), now, outputs, isIntended: true);
        }
        else if (Phase == SparkplugPhase.Subscribing && --_awaited == 0)
        {
            Phase = SparkplugPhase.AwaitingHost;
            DueMs = now.MonoMs + HostMs;
            if (_topics.State.Length == 0 || _watch.IsOnline)
            {
                Bear(heads, now, outputs);
            }
        }
        else if (Phase == SparkplugPhase.Online && _outbox.Answered())
        {
            Fault = default;
            _reconnect.Reset();
        }
    }

    private void TakeHost(HostState host, in Positions heads, in Now now, List<SparkplugOutput> outputs)
    {
        if (_watch.IsGone(Server, host))
        {
            Lose(new SparkplugFault(SparkplugFaultKind.HostOffline), now, outputs, isIntended: true);
        }
        else if (_watch.IsOnline && Phase == SparkplugPhase.AwaitingHost)
        {
            Bear(heads, now, outputs);
        }
    }

    private void Bear(in Positions heads, in Now now, List<SparkplugOutput> outputs)
    {
        Phase = SparkplugPhase.Online;
        _outbox.Begin(ResumeFrom ?? Confirmed, heads, now);
        _rebirthMs = now.MonoMs;
        BearAgain(now, outputs);
    }

    // What is ready stays ready: the births stand before it, and what is older than they are goes as history.
    private void BearAgain(in Now now, List<SparkplugOutput> outputs)
    {
        if (_rebirthMs is { } dueMs && now.MonoMs >= dueMs)
        {
            _rebirthMs = null;
            _bornMs = now.MonoMs;
            _outbox.AddBirths(BdSeq, now, outputs);
        }
    }

    private SparkplugOutput Bury(in Now now)
    {
        _sentAtDeath = Phase == SparkplugPhase.Online ? Flow.Sent : null;
        return _outbox.Death(SparkplugOutputKind.Bury, BdSeq, now);
    }

    private void Stop(in Now now, List<SparkplugOutput> outputs)
    {
        if (Phase is SparkplugPhase.Subscribing or SparkplugPhase.AwaitingHost or SparkplugPhase.Online)
        {
            outputs.Add(Bury(now));
        }
        else if (Phase == SparkplugPhase.Connecting)
        {
            outputs.Add(new SparkplugOutput(SparkplugOutputKind.Close));
        }

        Phase = SparkplugPhase.Stopped;
    }

    private void Lose(SparkplugFault fault, in Now now, List<SparkplugOutput> outputs, bool isIntended)
    {
        outputs.Add(isIntended ? Bury(now) : new SparkplugOutput(SparkplugOutputKind.Close));
        Phase = SparkplugPhase.Waiting;
        Fault = fault;
        _rebirthMs = null;
        DueMs = now.MonoMs + _reconnect.NextMs();
        Server = (Server + 1) % _servers;
        _outbox.End();
    }
}
