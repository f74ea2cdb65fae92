namespace EdgeCtl.Simulate.Line;

/// <summary>
/// What stands on a line and speaks one protocol: one device or many of a family. Pure: bytes and the time go in, bytes come out; the line does the waiting, the
/// pacing and the faults. Not thread-safe.
/// </summary>
/// <param name="baud">Bits a second that it is set to; 0 for a network, where there is none.</param>
/// <param name="bitsPerByte">Bits of a character on the wire: 10 for 8N1, 11 with a parity bit.</param>
internal abstract class Slave(int baud, int bitsPerByte = 10)
{
    /// <summary>Bits a second that it is set to; 0 for any.</summary>
    public int Baud { get; } = baud;

    /// <summary>Bits of a character on the wire.</summary>
    public int BitsPerByte { get; } = bitsPerByte;

    /// <summary>True when frames are text: damage then turns over one of the four low bits, so that it never only changes the case of a letter.</summary>
    public virtual bool IsText => false;

    /// <summary>When it speaks by itself, ns; <see cref="SlaveBus.Never"/> for one that waits to be asked.</summary>
    public virtual long SpeaksAtNs => SlaveBus.Never;

    /// <summary>Looks for a request in what the line received. <paramref name="isSilent"/>: nothing came for longer than a gap within a frame may be.</summary>
    public abstract Look Find(ReadOnlySpan<byte> received, bool isSilent);

    /// <summary>Answers the request that <see cref="Find"/> found. <paramref name="frame"/> holds <see cref="SlaveBus.MaxFrame"/> bytes.</summary>
    public abstract Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame);

    /// <summary>Says what it has to say at <see cref="SpeaksAtNs"/>.</summary>
    public virtual Reply Speak(long nowNs, Span<byte> frame) => default;

    /// <summary>Makes a frame of its own come from another address, its check right; false for a protocol that has none.</summary>
    public virtual bool Readdress(Span<byte> frame) => false;
}
