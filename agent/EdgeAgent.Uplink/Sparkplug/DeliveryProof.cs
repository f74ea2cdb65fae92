using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// How far it is proved that the server has had what was sent. MQTT keeps the order of packets on a connection, so the answer to a question asked after some messages tells of all of them.
/// Pure; one thread.
/// </summary>
/// <param name="confirmed">Up to where it is proved already.</param>
internal sealed class DeliveryProof(Positions confirmed)
{
    /// <summary>Most messages between two questions; as many more may follow while an answer is awaited.</summary>
    public const int MaxUnproven = 200;

    private const int AskEveryMs = 1_000;
    private int _sent;
    private int _asked;
    private Positions? _asking;
    private long _askedMs;

    /// <summary>Up to where the server has had everything.</summary>
    public Positions Confirmed { get; private set; } = confirmed;

    /// <summary>Messages that the server has had since start.</summary>
    public long Delivered { get; private set; }

    /// <summary>Messages sent without proof yet.</summary>
    public int Unproven => _sent + (_asking is null ? 0 : _asked);

    /// <summary>True when no more may be sent before an answer.</summary>
    public bool IsFull => _sent >= MaxUnproven;

    /// <summary>A session begins.</summary>
    public void Begin(in Now now)
    {
        _sent = 0;
        _asking = null;
        _askedMs = now.MonoMs;
    }

    /// <summary>A message was sent.</summary>
    public void Sent() => _sent++;

    /// <summary>True when a question is to be asked now, after everything up to <paramref name="sent"/>.</summary>
    public bool Ask(in Positions sent, in Now now)
    {
        if (_asking is not null || (_sent == 0 && sent == Confirmed) || (!IsFull && now.MonoMs - _askedMs < AskEveryMs))
        {
            return false;
        }

        _asked = _sent;
        _sent = 0;
        _asking = sent;
        _askedMs = now.MonoMs;
        return true;
    }

    /// <summary>An answer came; false when none was awaited.</summary>
    public bool Answered()
    {
        if (_asking is not { } proved)
        {
            return false;
        }

        _asking = null;
        Confirmed = proved;
        Delivered += _asked;
        return true;
    }

    /// <summary>It is proved in another way that the server has had everything up to <paramref name="sent"/>.</summary>
    public void Prove(Positions sent)
    {
        Delivered += Unproven;
        _sent = 0;
        _asking = null;
        Confirmed = sent;
    }

    /// <summary>True when an answer is awaited for longer than <paramref name="forMs"/>.</summary>
    public bool IsOverdue(long forMs, in Now now) => _asking is not null && now.MonoMs - _askedMs > forMs;
}
