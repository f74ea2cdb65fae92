using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Core.Sensing.Framing;

/// <summary>
/// Finds the reply to a request of <see cref="SummedFrame"/>s in a stream of bytes, in any pieces. Pure; allocates nothing after it is made; one thread. Noise, echoes, and replies of other
/// meters or to other requests are passed over: the right one may still come.
/// </summary>
/// <param name="scanner">The protocol's scanner.</param>
/// <param name="echo">True when the adapter returns what was sent.</param>
/// <param name="longest">Longest request, wake-up bytes included.</param>
public abstract class SummedReceiver(SummedScanner scanner, bool echo, int longest)
{
    private readonly byte[] _sent = new byte[longest];
    private int _sentLength;
    private bool _awaitsEcho;
    private bool _sawOther;
    private int _strays;
    private Quality _misfit;

    /// <summary>How the exchange ended, once <see cref="Take"/> has answered <see cref="PollProgress.Ended"/>.</summary>
    public Quality Outcome { get; private set; }

    /// <summary>See <see cref="PollJob.HasBadFrame"/>.</summary>
    public bool HasBadFrame => scanner.SawDamaged;

    /// <summary>See <see cref="PollJob.Strays"/>.</summary>
    public int Strays => _strays + scanner.Strays;

    /// <summary>Takes bytes.</summary>
    public PollProgress Take(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            scanner.Take(ref bytes);
            while (scanner.TryNext(out var frame))
            {
                var progress = Accept(frame);
                if (progress != PollProgress.Waiting)
                {
                    return progress;
                }
            }

            if (bytes.IsEmpty)
            {
                return PollProgress.Waiting;
            }
        }
    }

    /// <summary>What to call the exchange when its time is over.</summary>
    public Quality AtTimeout() => _misfit != Quality.Good ? _misfit
        : scanner.SawDamaged ? Quality.Crc
        : _sawOther ? Quality.WrongUnit
        : scanner.Held > 0 ? Quality.Truncated
        : Quality.Timeout;

    /// <summary>Takes the bytes of a sound frame, wake-up bytes first.</summary>
    protected abstract PollProgress Accept(ReadOnlySpan<byte> bytes);

    /// <summary>Remembers a request of <paramref name="length"/> bytes as sent and forgets what came before; answers the length.</summary>
    protected int Sent(ReadOnlySpan<byte> frame, int length)
    {
        var sent = frame[..length].TrimStart(SummedFrame.Wake);
        sent.CopyTo(_sent);
        _sentLength = sent.Length;
        scanner.Reset();
        _awaitsEcho = echo;
        _sawOther = false;
        _strays = 0;
        _misfit = Quality.Good;
        Outcome = Quality.Timeout;
        return length;
    }

    /// <summary>Passes over a request: the echo of ours, or somebody else's. What is left of the wake-up bytes may be fewer than were sent.</summary>
    protected PollProgress PassRequest(ReadOnlySpan<byte> frame)
    {
        var isEcho = _awaitsEcho && frame.TrimStart(SummedFrame.Wake).SequenceEqual(_sent.AsSpan(0, _sentLength));
        _awaitsEcho &= !isEcho;
        return Pass(isEcho ? 0 : frame.Length, Quality.Good);
    }

    /// <summary>Passes over another meter's reply.</summary>
    protected PollProgress PassOther(ReadOnlySpan<byte> frame)
    {
        _sawOther = true;
        return Pass(frame.Length, Quality.Good);
    }

    /// <summary>Passes over a reply of our meter that does not fit the request.</summary>
    protected PollProgress PassMisfit(int length) => Pass(length, Quality.Malformed);

    /// <summary>Ends the exchange.</summary>
    protected PollProgress End(Quality quality)
    {
        Outcome = quality;
        return PollProgress.Ended;
    }

    private PollProgress Pass(int strays, Quality misfit)
    {
        _strays += strays;
        _misfit = misfit != Quality.Good ? misfit : _misfit;
        return PollProgress.Waiting;
    }
}
