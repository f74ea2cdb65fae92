using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeAgent.Core.Modules;

namespace EdgeAgent.Inference.Series;

/// <summary>
/// The bytes of a session's memory: "ESER", version, SHA-256 of the model, samples, newest time, raised or not, window, states in the manifest's order as float32, and the first 8 bytes of a SHA-256 of all that.
/// Little-endian.
/// </summary>
internal static class SeriesMemory
{
    private const uint Magic = 0x5245_5345;
    private const ushort Version = 1;
    private const int HashBytes = 32;
    private const int CheckBytes = 8;
    private const int HashAt = 6;
    private const int SamplesAt = HashAt + HashBytes;
    private const int NewestAt = SamplesAt + sizeof(long);
    private const int RaisedAt = NewestAt + sizeof(long);
    private const int NumbersAt = RaisedAt + 1;

    /// <summary>Writes them.</summary>
    public static byte[] Write(SeriesSession session, SeriesManifest manifest)
    {
        var bytes = new byte[SizeOf(session, manifest)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(uint)), Version);
        Convert.FromHexString(manifest.ModelSha256).CopyTo(bytes, HashAt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SamplesAt), session.Samples);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(NewestAt), session.NewestMs);
        bytes[RaisedAt] = session.IsAnomaly ? (byte)1 : (byte)0;
        var rest = Put(session.WindowValues, bytes.AsSpan(NumbersAt));
        for (var i = 0; i < manifest.States.Count; i++)
        {
            rest = Put(session.ReadState(i), rest);
        }

        Check(bytes.AsSpan(..^CheckBytes)).CopyTo(rest);
        return bytes;
    }

    /// <summary>Reads them; false with why not, and nothing changed then.</summary>
    public static bool TryRead(SeriesSession session, SeriesManifest manifest, ReadOnlySpan<byte> bytes, out string fault)
    {
        fault = FaultOf(session, manifest, bytes);
        if (fault.Length > 0)
        {
            return false;
        }

        var rest = Take(bytes[NumbersAt..], session.WindowValues);
        for (var i = 0; i < manifest.States.Count; i++)
        {
            rest = Take(rest, session.ReadState(i));
        }

        session.GoOn(BinaryPrimitives.ReadInt64LittleEndian(bytes[SamplesAt..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[NewestAt..]), bytes[RaisedAt] == 1);
        return true;
    }

    private static string FaultOf(SeriesSession session, SeriesManifest manifest, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < NumbersAt + CheckBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            return $"{bytes.Length} bytes that are no saved series";
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(uint)..]) is var version && version != Version)
        {
            return $"a saved series of version {version}; expected {Version}";
        }

        if (Convert.ToHexStringLower(bytes.Slice(HashAt, HashBytes)) is var sha256 && sha256 != manifest.ModelSha256)
        {
            return $"a saved series of the model with SHA-256 {sha256}; expected {manifest.ModelSha256}";
        }

        if (bytes.Length != SizeOf(session, manifest))
        {
            return $"a saved series of {bytes.Length} bytes; expected {SizeOf(session, manifest)}";
        }

        return Check(bytes[..^CheckBytes]).AsSpan().SequenceEqual(bytes[^CheckBytes..]) ? "" : "a saved series that is damaged: its checksum is wrong";
    }

    private static int SizeOf(SeriesSession session, SeriesManifest manifest)
    {
        var numbers = session.WindowValues.Length;
        for (var i = 0; i < manifest.States.Count; i++)
        {
            numbers += session.ReadState(i).Length;
        }

        return NumbersAt + (numbers * sizeof(float)) + CheckBytes;
    }

    private static byte[] Check(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes)[..CheckBytes];

    private static Span<byte> Put(ReadOnlySpan<float> numbers, Span<byte> bytes)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], numbers[i]);
        }

        return bytes[(numbers.Length * sizeof(float))..];
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return bytes[(numbers.Length * sizeof(float))..];
    }
}
