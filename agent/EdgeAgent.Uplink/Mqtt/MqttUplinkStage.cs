using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// When to connect, where and by which version, what to send, when to give a connection up. Pure: what happened comes in by <see cref="Step"/>, time by parameter.
/// A refused message holds its own class alone, as each class has its topic; alarms are tried again at the back-off's first step for ever.
/// </summary>
public sealed class MqttUplinkStage
{
    /// <summary>Longest wait for a CONNACK, ms.</summary>
    public const int ConnectMs = 15_000;

    /// <summary>A refused class is tried again after at most so long, ms; alarms always, other classes the first time.</summary>
    public const int FirstHoldMs = 2_000;

    private const int FirstRetryMs = 1_000;
    private const int CapMs = 60_000;
    private const int ClosesBefore311 = 2;

    private readonly MqttLanes _lanes;
    private readonly int _progressMs;
    private readonly ServerVersion[] _servers;
    private readonly Backoff _reconnect;
    private readonly Backoff[] _refusals;
    private readonly long[] _heldUntilMs = new long[SummaryClasses.Count];
    private ClassSet _held;
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
        _servers = new ServerVersion[servers];
        _reconnect = new Backoff(FirstRetryMs, CapMs, random);
        _refusals = [.. SummaryClasses.All.Select(c => new Backoff(FirstHoldMs, c == SummaryClass.Alarm ? FirstHoldMs : CapMs, random))];
    }

    /// <summary>Where it stands.</summary>
    public MqttPhase Phase { get; private set; }

    /// <summary>Index of the server in use, or of the next one.</summary>
    public int Server { get; private set; }

    /// <summary>False when the server in use is spoken to by MQTT 3.1.1.</summary>
    public bool IsVersion5 => !_servers[Server].IsRefused && _servers[Server].Closes < ClosesBefore311;

    /// <summary>What went wrong last.</summary>
    public MqttFault Fault { get; private set; }

    /// <summary>Summaries that brokers took since start.</summary>
    public long Delivered { get; private set; }

    /// <summary>Classes that wait because the broker did not take a message of theirs.</summary>
    public ClassSet Held => _held;

    /// <summary>Messages sent and not yet acknowledged.</summary>
    public int InFlight => _lanes.InFlight;

    /// <summary>Up to where brokers have everything.</summary>
    public Positions Acknowledged => _lanes.Acknowledged;

    /// <summary>While waiting: when the next attempt is due, ms since boot.</summary>
    public long DueMs => _dueMs;

    /// <summary>Takes what happened, or a tick; answers what the host does now.</summary>
    public MqttAction Step(in ClientEvent input, in Now now)
    {
        switch (input.Kind)
        {
            case ClientEventKind.Tick:
                return Tick(now.MonoMs);
            case ClientEventKind.Connected when Phase == MqttPhase.Connecting:
                return input.Code == 0 ? Accepted(now.MonoMs) : Refused(input.Code, now.MonoMs);
            case ClientEventKind.Disconnected or ClientEventKind.Failed when Phase != MqttPhase.Waiting:
                var isCheck = CountClose(input);
                return Lose(new MqttFault(input.Kind == ClientEventKind.Failed ? MqttFaultKind.Failed : MqttFaultKind.Ended, input.Code), now.MonoMs, isAgain: isCheck);
            case ClientEventKind.Acknowledged when Phase == MqttPhase.Connected:
                TakeAcknowledgement(input, now.MonoMs);
                return MqttAction.None;
            default:
                return MqttAction.None;
        }
    }

    /// <summary>Number after which a class wants records, or null when it has enough or cannot send.</summary>
    public ulong? Wants(SummaryClass summaryClass) => Phase != MqttPhase.Connected || _held.Holds(summaryClass) ? null : _lanes.Wants(summaryClass);

    /// <summary>Takes records of a class, in order, from where it wanted them on.</summary>
    public void Offer(SummaryClass summaryClass, List<StoredSummary> records) => _lanes.Offer(summaryClass, records);

    /// <summary>The next summary to send, if one is due and the window has room.</summary>
    public bool TryNext(in Now now, out StoredSummary next)
    {
        next = default;
        return Phase == MqttPhase.Connected && _lanes.TryNext(now, _held, out next);
    }

    /// <summary>What <see cref="TryNext"/> gave has been sent under <paramref name="id"/>.</summary>
    public void Sent(int id, in StoredSummary summary, in Now now)
    {
        if (_lanes.InFlight == 0)
        {
            _progressedMs = now.MonoMs;
        }

        _lanes.Sent(id, summary);
    }

    /// <summary>What <see cref="TryNext"/> gave cannot be sent on this connection though that stands (too large for the broker): its class waits.</summary>
    public void NotSent(in StoredSummary summary, int error, in Now now)
    {
        Fault = new MqttFault(MqttFaultKind.Failed, error);
        Hold(summary.Summary.Class, now.MonoMs);
    }

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
            case MqttPhase.Connected when _held != ClassSet.None:
                Release(nowMs);
                return MqttAction.None;
            default:
                return MqttAction.None;
        }
    }

    private MqttAction Accepted(long nowMs)
    {
        ref var server = ref _servers[Server];
        if (!IsVersion5 && !server.IsRefused && !server.Answers311)
        {
            // It may have been down, behind something that accepts for it, and be back: 3.1.1 tells less, so 5 is tried once more first.
            server.Answers311 = true;
            server.Closes = ClosesBefore311 - 1;
            return Lose(new MqttFault(MqttFaultKind.Older, 0), nowMs, isAgain: true);
        }

        Phase = MqttPhase.Connected;
        Fault = default;
        _progressedMs = nowMs;
        return MqttAction.Greet;
    }

    private MqttAction Refused(int code, long nowMs)
    {
        // The broker tells that it knows no version 5: the same one again by 3.1.1, once.
        var isOld = IsVersion5 && code is MosquittoNative.ReasonUnsupportedProtocol or MosquittoNative.Refused311Protocol;
        var isAgain = isOld && !_servers[Server].IsRefused;
        _servers[Server].IsRefused |= isOld;
        return Lose(new MqttFault(MqttFaultKind.Refused, code), nowMs, isAgain);
    }

    // Some brokers and middle boxes close on a version that they do not know. That proves little, so it counts for one connection only: 5 gets its chance again.
    // True when this close answers the question whether 5 is known after all.
    private bool CountClose(in ClientEvent input)
    {
        ref var server = ref _servers[Server];
        if (!IsVersion5)
        {
            server.Forget();
            return false;
        }

        if (Phase == MqttPhase.Connected || (input.Kind != ClientEventKind.Disconnected && input.Code != MosquittoNative.ConnectionLost))
        {
            return false;
        }

        server.Closes++;
        return server.Answers311 && server.Closes == ClosesBefore311;
    }

    private MqttAction Lose(MqttFault fault, long nowMs, bool isAgain = false)
    {
        if (Phase == MqttPhase.Connected)
        {
            _servers[Server].Forget();
        }

        Phase = MqttPhase.Waiting;
        Fault = fault;
        _held = ClassSet.None;
        _lanes.Rewind();
        if (isAgain)
        {
            _dueMs = nowMs;
            return MqttAction.Close;
        }

        // One that worked starts again at the most preferred; one that did not makes way for the next.
        _dueMs = nowMs + _reconnect.NextMs();
        Server = _isProven ? 0 : (Server + 1) % _servers.Length;
        return MqttAction.Close;
    }

    private void TakeAcknowledgement(in ClientEvent input, long nowMs)
    {
        // A connection is good when the broker answers on it, not when it was accepted.
        _reconnect.Reset();
        _isProven = true;
        if (input.Code is not MosquittoNative.ReasonNoMatchingSubscribers && input.Code < MosquittoNative.ReasonFailure)
        {
            if (_lanes.Delivered(input.Id) is { } taken)
            {
                Delivered++;
                _progressedMs = nowMs;
                _refusals[(int)taken].Reset();
                Fault = _held == ClassSet.None ? default : Fault;
            }
        }
        else if (_lanes.Refused(input.Id) is { } refused)
        {
            // Custody was not taken. The status message is nobody's summary; everything else is kept and tried again later.
            _progressedMs = nowMs;
            Fault = new MqttFault(MqttFaultKind.NotTaken, input.Code);
            Hold(refused, nowMs);
        }
    }

    private void Hold(SummaryClass summaryClass, long nowMs)
    {
        if (!_held.Holds(summaryClass))
        {
            _held |= ClassSets.Of(summaryClass);
            _heldUntilMs[(int)summaryClass] = nowMs + _refusals[(int)summaryClass].NextMs();
        }
    }

    private void Release(long nowMs)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_held.Holds(summaryClass) && nowMs >= _heldUntilMs[(int)summaryClass])
            {
                _held &= ~ClassSets.Of(summaryClass);
                _lanes.Rewind(summaryClass);
            }
        }
    }

    /// <summary>What is known of a server's versions.</summary>
    private struct ServerVersion
    {
        /// <summary>It told that it knows no version 5.</summary>
        public bool IsRefused;

        /// <summary>Connections by version 5 in a row that it closed without a CONNACK.</summary>
        public int Closes;

        /// <summary>It answered by 3.1.1 after such closes.</summary>
        public bool Answers311;

        /// <summary>Closes count no longer.</summary>
        public void Forget() => (Closes, Answers311) = (0, false);
    }
}
