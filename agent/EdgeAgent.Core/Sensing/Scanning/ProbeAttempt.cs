namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>A request of a probe and how long to wait for its answer. The driver owns one and reuses it.</summary>
public sealed class ProbeAttempt
{
    /// <summary>Longest request, bytes.</summary>
    public const int MaxLength = 256;

    private readonly byte[] _bytes = new byte[MaxLength];
    private int _length;

    /// <summary>What to send.</summary>
    public ReadOnlySpan<byte> Send => _bytes.AsSpan(0, _length);

    /// <summary>Where to write a request, before <see cref="Set"/>.</summary>
    public Span<byte> Buffer => _bytes;

    /// <summary>Time for an answer to begin after the last byte has left, ns.</summary>
    public long TimeoutNs { get; private set; }

    /// <summary>Says that the first <paramref name="length"/> bytes of <see cref="Buffer"/> are the request.</summary>
    public void Set(int length, long timeoutNs)
    {
        _length = length;
        TimeoutNs = timeoutNs;
    }
}
