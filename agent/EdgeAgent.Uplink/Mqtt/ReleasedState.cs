using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// What an uplink keeps in the store beside its position: the intervals that the far side has above it. Bound to the epoch and to the consumer's making, so that those of a lost
/// store or of a removed consumer mean nothing; with a check sum. At most <see cref="MaxStored"/> intervals a class, the lowest first: what is not kept is sent again after a restart.
/// </summary>
internal static class ReleasedState
{
    /// <summary>Intervals of a class that are kept.</summary>
    public const int MaxStored = 128;

    private const byte Version = 1;
    private const int EpochLength = 13;
    private const int HeaderLength = 1 + EpochLength + sizeof(long);
    private const int IntervalLength = 2 * sizeof(ulong);
    private const int SumLength = 4;

    /// <summary>Key in the store. A consumer's name begins with a letter or a digit, and no stage's key with a plus.</summary>
    public static string KeyOf(string name) => "+" + name;

    /// <summary>The intervals as bytes; empty when there are none.</summary>
    public static byte[] Write(string epoch, long createdMs, MqttLanes lanes)
    {
        var counts = SummaryClasses.All.Select(c => Math.Min(lanes.ReleasedOf(c).Above.Count, MaxStored)).ToArray();
        if (counts.Sum() == 0)
        {
            return [];
        }

        var bytes = new byte[HeaderLength + counts.Length + (counts.Sum() * IntervalLength) + SumLength];
        bytes[0] = Version;
        Encoding.ASCII.GetBytes(epoch, bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + EpochLength), createdMs);
        var rest = bytes.AsSpan(HeaderLength);
        foreach (var summaryClass in SummaryClasses.All)
        {
            rest[0] = (byte)counts[(int)summaryClass];
            rest = rest[1..];
            for (var i = 0; i < counts[(int)summaryClass]; i++)
            {
                var interval = lanes.ReleasedOf(summaryClass).Above[i];
                BinaryPrimitives.WriteUInt64BigEndian(rest, interval.First);
                BinaryPrimitives.WriteUInt64BigEndian(rest[sizeof(ulong)..], interval.Last);
                rest = rest[IntervalLength..];
            }
        }

        SHA256.HashData(bytes.AsSpan(0, bytes.Length - SumLength)).AsSpan(0, SumLength).CopyTo(rest);
        return bytes;
    }

    /// <summary>What the far side has: the consumer's positions, and the intervals of <paramref name="bytes"/> where those belong to it and are whole.</summary>
    public static IntervalSet[] Read(ReadOnlySpan<byte> bytes, string epoch, ConsumerState consumer)
    {
        var sets = MqttLanes.StartAt(consumer.Acknowledged);
        if (!IsWhole(bytes, epoch, consumer.CreatedMs))
        {
            return sets;
        }

        var rest = bytes[HeaderLength..^SumLength];
        foreach (var set in sets)
        {
            var count = rest.IsEmpty ? 0 : rest[0];
            rest = rest.IsEmpty ? rest : rest[1..];
            for (; count > 0 && rest.Length >= IntervalLength; count--)
            {
                set.Add(BinaryPrimitives.ReadUInt64BigEndian(rest), BinaryPrimitives.ReadUInt64BigEndian(rest[sizeof(ulong)..]));
                rest = rest[IntervalLength..];
            }
        }

        return sets;
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes, string epoch, long createdMs)
    {
        if (bytes.Length < HeaderLength + SumLength || bytes[0] != Version)
        {
            return false;
        }

        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^SumLength], sum);
        return sum[..SumLength].SequenceEqual(bytes[^SumLength..])
            && Encoding.ASCII.GetString(bytes.Slice(1, EpochLength)) == epoch
            && BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + EpochLength)..]) == createdMs;
    }
}
