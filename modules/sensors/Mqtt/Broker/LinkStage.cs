using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>When to connect to the broker and by which version of MQTT: 5 first, 3.1.1 where that is not known. Pure. One thread.</summary>
/// <param name="random">Spreads the attempts.</param>
internal sealed class LinkStage(Random random)
{
    /// <summary>Longest wait for a CONNACK, ms.</summary>
    public const long ConnectMs = 10_000;

    private const long FirstRetryMs = 500;
    private const long CapMs = 60_000;

    // A connection that ended sooner did not work.
    private const long ProvenMs = 5_000;

    private readonly ServerVersions _versions = new(1);
    private readonly Backoff _backoff = new(FirstRetryMs, CapMs, random);
    private Phase _phase = Phase.Waiting;
    private long _sinceMs;

    private enum Phase : byte
    {
        Waiting,
        Connecting,
        Connected,
    }

    /// <summary>True between CONNACK and loss.</summary>
    public bool IsConnected => _phase == Phase.Connected;

    /// <summary>True when the broker is spoken to by MQTT 5.</summary>
    public bool IsVersion5 => _versions.IsVersion5(0);

    /// <summary>When to step at the latest, ms since boot.</summary>
    public long DueMs { get; private set; }

    /// <summary>Why there is no connection; empty when there is one.</summary>
    public string Fault { get; private set; } = "not connected yet";

    /// <summary>Takes what happened, or <see cref="ClientEventKind.Tick"/> for the time alone.</summary>
    public LinkAction Step(in ClientEvent input, in Now now)
    {
        switch (input.Kind)
        {
            case ClientEventKind.Connected when _phase == Phase.Connecting:
                return Answered(input.Code, now.MonoMs);
            case ClientEventKind.Disconnected or ClientEventKind.Failed when _phase != Phase.Waiting:
                var isAgain = _versions.Close(0, input, IsConnected);
                return Lose(TextOf(input), now.MonoMs, isAgain);
            case ClientEventKind.Tick:
                return Tick(now.MonoMs);
            default:
                return LinkAction.None;
        }
    }

    /// <summary>A connection could not be begun.</summary>
    public void CannotOpen(string fault, in Now now) => Lose(fault, now.MonoMs, isAgain: false);

    private static string TextOf(in ClientEvent input) => input switch
    {
        { Kind: ClientEventKind.Failed } => MosquittoClient.TextOf(input.Code),
        { Code: 0 } => "the connection ended",
        _ => $"the broker ended the connection: {MosquittoClient.ReasonOf(input.Code)}",
    };

    private LinkAction Tick(long nowMs)
    {
        if (_phase == Phase.Waiting && nowMs >= DueMs)
        {
            _phase = Phase.Connecting;
            _sinceMs = nowMs;
            DueMs = nowMs + ConnectMs;
            return LinkAction.Open;
        }

        return _phase == Phase.Connecting && nowMs >= DueMs ? Lose($"no CONNACK came within {ConnectMs} ms", nowMs, isAgain: false) : LinkAction.None;
    }

    private LinkAction Answered(int code, long nowMs)
    {
        if (code != 0)
        {
            var isOlder = _versions.Refuse(0, code);
            return Lose($"the broker refused the connection: {MosquittoClient.ReasonOf(code)}", nowMs, isOlder);
        }

        if (_versions.MustAskAgain(0))
        {
            return Lose("the broker answers by MQTT 3.1.1; version 5 is tried once more first", nowMs, isAgain: true);
        }

        _phase = Phase.Connected;
        _sinceMs = nowMs;
        DueMs = long.MaxValue;
        Fault = "";
        return LinkAction.Subscribe;
    }

    private LinkAction Lose(string fault, long nowMs, bool isAgain)
    {
        if (_phase == Phase.Connected && nowMs - _sinceMs >= ProvenMs)
        {
            _backoff.Reset();
        }

        _phase = Phase.Waiting;
        Fault = fault;
        DueMs = isAgain ? nowMs : nowMs + _backoff.NextMs();
        return LinkAction.Close;
    }
}
