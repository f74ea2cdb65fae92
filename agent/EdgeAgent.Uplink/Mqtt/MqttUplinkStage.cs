using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// When to connect, where and by which version, what to send, when to give a connection up. Pure: what happened comes in by <see cref="Step"/>, time by parameter.
/// A refused message holds its own class alone, as each class has its topic.
/// </summary>
public sealed class MqttUplinkStage
{
    /// <summary>Longest wait for a CONNACK, ms.</summary>
    public const int ConnectMs = 15_000;

    /// <summary>A refused class is tried again after at most so long, ms; alarms always, other classes the first time.</summary>
    public const int FirstHoldMs = 2_000;

    private const int FirstRetryMs = 1_000;
    private const int CapMs = 60_000;

    private readonly MqttLanes _lanes;
    private readonly int _progressMs;
    private readonly ServerVersions _versions;
    private readonly Backoff _reconnect;
    private readonly ClassHolds _holds;
    private Positions _heads;
    private long _dueMs;
    private long _progressedMs;
    private bool _isProven;

    /// <summary>Makes one that wants to connect at its first step.</summary>
    /// <param name="lanes">What to send; belongs to the stage from now on.</param>
    /// <param name="servers">How many servers there are, in order of preference.</param>
    /// <param name="progressMs">No acknowledgement for so long while some are awaited: the connection is given up, ms.</param>
    /// <param name="random">For the jitter of waits.</param>
    public MqttUplinkStage(MqttLanes lanes, int servers, int progressMs, Random random)
    {
        _lanes = lanes;
        _progressMs = progressMs;
        _versions = new ServerVersions(servers);
        _reconnect = new Backoff(FirstRetryMs, CapMs, random);
        _holds = new ClassHolds(random);
    }

    /// <summary>Where it stands.</summary>
    public MqttPhase Phase { get; private set; }

    /// <summary>Index of the server in use, or of the next one.</summary>
    public int Server { get; private set; }

    /// <summary>False when the server in use is spoken to by MQTT 3.1.1.</summary>
    public bool IsVersion5 => _versions.IsVersion5(Server);

    /// <summary>What went wrong last.</summary>
    public MqttFault Fault { get; private set; }

    /// <summary>Summaries that brokers took since start.</summary>
    public long Delivered { get; private set; }

    /// <summary>How often a class was sent again because no application confirmed it.</summary>
    public long Redeliveries { get; private set; }

    /// <summary>Classes that wait because the broker did not take a message of theirs.</summary>
    public ClassSet Held => _holds.Held;

    /// <summary>Messages sent and not yet acknowledged.</summary>
    public int InFlight => _lanes.InFlight;

    /// <summary>Up to where the far side has everything.</summary>
    public Positions Released => _lanes.Released;

    /// <summary>While waiting: when the next attempt is due, ms since boot.</summary>
    public long DueMs => _dueMs;

    /// <summary>Tells the newest numbers; before each step.</summary>
    public void See(in Positions heads)
    {
        _heads = heads;
        if (Phase == MqttPhase.Connected)
        {
            _lanes.See(heads);
        }
    }

    /// <summary>Takes what happened, or a tick; answers what the host does now.</summary>
    public MqttAction Step(in ClientEvent input, in Now now)
    {
        switch (input.Kind)
        {
            case ClientEventKind.Tick:
                return Tick(now.MonoMs);
            case ClientEventKind.Connected when Phase == MqttPhase.Connecting:
                return input.Code == 0 ? Accepted(input.Id, now.MonoMs) : Refused(input.Code, now.MonoMs);
            case ClientEventKind.Disconnected or ClientEventKind.Failed when Phase != MqttPhase.Waiting:
                var isCheck = _versions.Close(Server, input, Phase == MqttPhase.Connected);
                return Lose(new MqttFault(input.Kind == ClientEventKind.Failed ? MqttFaultKind.Failed : MqttFaultKind.Ended, input.Code), now.MonoMs, isAgain: isCheck);
            case ClientEventKind.Acknowledged when Phase == MqttPhase.Connected:
                TakeAcknowledgement(input, now.MonoMs);
                return MqttAction.None;
            default:
                return MqttAction.None;
        }
    }

    /// <summary>Number after which a lane wants records, or null when it has enough or cannot send.</summary>
    public ulong? Wants(SummaryClass summaryClass, Lane lane) =>
        Phase != MqttPhase.Connected || Held.Holds(summaryClass) ? null : _lanes.Wants(summaryClass, lane);

    /// <summary>Takes records of a class, in order, from where the lane wanted them on.</summary>
    public void Offer(SummaryClass summaryClass, Lane lane, List<StoredSummary> records) => _lanes.Offer(summaryClass, lane, records);

    /// <summary>What to send next, see <see cref="MqttLanes.TryNext"/>.</summary>
    public bool TryNext(in Now now, List<StoredSummary> next)
    {
        if (Phase == MqttPhase.Connected)
        {
            return _lanes.TryNext(now, Held, next);
        }

        next.Clear();
        return false;
    }

    /// <summary>See <see cref="MqttLanes.PositionWith"/>.</summary>
    public Positions PositionWith(int count) => _lanes.PositionWith(count);

    /// <summary>The first <paramref name="count"/> summaries of what <see cref="TryNext"/> gave have been sent under <paramref name="id"/>.</summary>
    public void Sent(int id, int count, in Now now)
    {
        if (_lanes.InFlight == 0)
        {
            _progressedMs = now.MonoMs;
        }

        _lanes.Sent(id, count);
    }

    /// <summary>What <see cref="TryNext"/> gave cannot be sent on this connection though that stands (too large for the broker): its class waits.</summary>
    public void NotSent(SummaryClass summaryClass, int error, in Now now)
    {
        Fault = new MqttFault(MqttFaultKind.Failed, error);
        _holds.Hold(summaryClass, now.MonoMs);
    }

    /// <summary>The application has everything up to these positions.</summary>
    public void Release(in Positions positions, in Now now) => _lanes.Release(positions, now.MonoMs);

    private MqttAction Tick(long nowMs)
    {
        switch (Phase)
        {
            case MqttPhase.Waiting when nowMs >= _dueMs:
                Phase = MqttPhase.Connecting;
                _dueMs = nowMs + ConnectMs;
                _isProven = false;
                return MqttAction.Open;
            case MqttPhase.Connecting when nowMs >= _dueMs:
                return Lose(new MqttFault(MqttFaultKind.Silent, 0), nowMs);
            case MqttPhase.Connected when _lanes.InFlight > 0 && nowMs - _progressedMs > _progressMs:
                _isProven = false;
                return Lose(new MqttFault(MqttFaultKind.NoProgress, 0), nowMs);
            case MqttPhase.Connected:
                Release(nowMs);
                Redeliveries += _lanes.Redeliver(nowMs);
                return MqttAction.None;
            default:
                return MqttAction.None;
        }
    }

    private MqttAction Accepted(int receiveMaximum, long nowMs)
    {
        if (_versions.MustAskAgain(Server))
        {
            return Lose(new MqttFault(MqttFaultKind.Older, 0), nowMs, isAgain: true);
        }

        Phase = MqttPhase.Connected;
        Fault = default;
        _progressedMs = nowMs;
        _lanes.Connect(_heads, receiveMaximum == 0 ? _lanes.Options.Window : receiveMaximum);
        return MqttAction.Greet;
    }

    private MqttAction Refused(int code, long nowMs)
    {
        // The broker tells that it knows no version 5: the same one again by 3.1.1, once.
        var isAgain = _versions.Refuse(Server, code);
        return Lose(new MqttFault(MqttFaultKind.Refused, code), nowMs, isAgain);
    }

    private MqttAction Lose(MqttFault fault, long nowMs, bool isAgain = false)
    {
        if (Phase == MqttPhase.Connected)
        {
            _versions.Forget(Server);
        }

        Phase = MqttPhase.Waiting;
        Fault = fault;
        _holds.Clear();
        _lanes.Disconnect();
        if (isAgain)
        {
            _dueMs = nowMs;
            return MqttAction.Close;
        }

        // One that worked starts again at the most preferred; one that did not makes way for the next.
        _dueMs = nowMs + _reconnect.NextMs();
        Server = _isProven ? 0 : (Server + 1) % _versions.Count;
        return MqttAction.Close;
    }

    private void TakeAcknowledgement(in ClientEvent input, long nowMs)
    {
        // A connection is good when the broker answers on it, not when it was accepted.
        _reconnect.Reset();
        _isProven = true;
        if (input.Code is not MosquittoCodes.ReasonNoMatchingSubscribers && input.Code < MosquittoCodes.ReasonFailure)
        {
            if (_lanes.Delivered(input.Id, nowMs) is { } taken)
            {
                Delivered += taken.Count;
                _progressedMs = nowMs;
                _holds.Forgive(taken.Class);
                Fault = Held == ClassSet.None ? default : Fault;
            }
        }
        else if (_lanes.Refused(input.Id) is { } refused)
        {
            // Custody was not taken. The status message is nobody's summary; everything else is kept and tried again later.
            _progressedMs = nowMs;
            Fault = new MqttFault(MqttFaultKind.NotTaken, input.Code);
            _holds.Hold(refused, nowMs);
        }
    }

    // Not while something of the class is under way: it would be sent twice. Should its acknowledgement never come, the watchdog ends the connection.
    private void Release(long nowMs)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_holds.IsOver(summaryClass, nowMs) && !_lanes.IsFlying(summaryClass))
            {
                _holds.Release(summaryClass);
                _lanes.Restart(summaryClass);
            }
        }
    }
}
