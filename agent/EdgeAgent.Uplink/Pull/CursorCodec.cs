using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Buffering;

namespace EdgeAgent.Uplink.Pull;

/// <summary>What a cursor turned out to be.</summary>
public enum CursorState : byte
{
    /// <summary>One that this gateway made for this consumer.</summary>
    Good,

    /// <summary>One that it made for this consumer in an earlier epoch: the store has been lost since.</summary>
    OldEpoch,

    /// <summary>Damaged, made up, or made for another gateway or consumer.</summary>
    Foreign,
}

/// <summary>
/// Opaque cursors: a position for each class and an HMAC-SHA256 (cut to 16 bytes) over it, the gateway, the consumer and the epoch, as base64url.
/// A store's key dies with it, so a check sum without a key tells a whole cursor of an earlier epoch from a damaged one; it can only lead back to the beginning.
/// </summary>
/// <param name="gateway">The gateway's id.</param>
/// <param name="epoch">The store's epoch.</param>
/// <param name="key">The store's key.</param>
public sealed class CursorCodec(string gateway, string epoch, ReadOnlyMemory<byte> key)
{
    private const byte Version = 1;

    // One that passed something over: it leads on, but says nothing of having had everything before it.
    private const byte PartialVersion = 2;
    private const int EpochLength = 13;
    private const int BodyLength = 1 + EpochLength + (4 * sizeof(ulong));
    private const int MacLength = 16;
    private const int SumLength = 4;
    private const int SignedLength = BodyLength + MacLength;
    private const int TextLength = (SignedLength + SumLength) * 4 / 3;

    /// <summary>Makes a cursor for a consumer; the empty name is the one of looks without a consumer.</summary>
    /// <param name="consumer">Its name.</param>
    /// <param name="positions">Up to where it has read.</param>
    /// <param name="isPartial">True when something before them was passed over: such a cursor cannot be acknowledged.</param>
    public string Write(string consumer, in Positions positions, bool isPartial = false)
    {
        Span<byte> bytes = stackalloc byte[SignedLength + SumLength];
        bytes[0] = isPartial ? PartialVersion : Version;
        Encoding.ASCII.GetBytes(epoch, bytes[1..]);
        var numbers = bytes[(1 + EpochLength)..];
        BinaryPrimitives.WriteUInt64BigEndian(numbers, positions.Alarm);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[8..], positions.Event);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[16..], positions.Routine);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[24..], positions.Bulk);
        Sign(consumer, bytes[..BodyLength], bytes[BodyLength..SignedLength]);
        Sum(consumer, bytes[..SignedLength], bytes[SignedLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor that passed nothing over; one that did counts as foreign. Never throws.</summary>
    public CursorState TryRead(string consumer, string text, out Positions positions) =>
        TryRead(consumer, text, out positions, out var isPartial) is var state && isPartial ? CursorState.Foreign : state;

    /// <summary>Reads a cursor. Never throws.</summary>
    public CursorState TryRead(string consumer, string text, out Positions positions, out bool isPartial)
    {
        positions = default;
        isPartial = false;
        Span<byte> bytes = stackalloc byte[SignedLength + SumLength];
        if (text.Length != TextLength || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != bytes.Length || bytes[0] is not (Version or PartialVersion))
        {
            return CursorState.Foreign;
        }

        Span<byte> sum = stackalloc byte[SumLength];
        Sum(consumer, bytes[..SignedLength], sum);
        if (!sum.SequenceEqual(bytes[SignedLength..]))
        {
            return CursorState.Foreign;
        }

        Span<byte> mac = stackalloc byte[MacLength];
        Sign(consumer, bytes[..BodyLength], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[BodyLength..SignedLength]))
        {
            return IsOtherEpoch(bytes.Slice(1, EpochLength)) ? CursorState.OldEpoch : CursorState.Foreign;
        }

        isPartial = bytes[0] == PartialVersion;
        var numbers = bytes[(1 + EpochLength)..];
        positions = new Positions(
            BinaryPrimitives.ReadUInt64BigEndian(numbers),
            BinaryPrimitives.ReadUInt64BigEndian(numbers[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(numbers[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(numbers[24..]));
        return CursorState.Good;
    }

    private bool IsOtherEpoch(ReadOnlySpan<byte> bytes) => !bytes.SequenceEqual(Encoding.ASCII.GetBytes(epoch));

    private void Sum(string consumer, ReadOnlySpan<byte> signed, Span<byte> sum)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{gateway}\n{consumer}\n"));
        hash.AppendData(signed);
        Span<byte> full = stackalloc byte[32];
        hash.GetHashAndReset(full);
        full[..SumLength].CopyTo(sum);
    }

    private void Sign(string consumer, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Span);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{gateway}\n{consumer}\n"));
        hmac.AppendData(body);
        Span<byte> full = stackalloc byte[32];
        hmac.GetHashAndReset(full);
        full[..MacLength].CopyTo(mac);
    }
}
