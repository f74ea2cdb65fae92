using System.Buffers.Binary;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Run;

/// <summary>Keeps the time floor in the buffer: eight bytes, UTC ms, big-endian.</summary>
internal static class TimeFloorState
{
    private const string Key = "timeFloor";

    /// <summary>What is to be written down now.</summary>
    public static StatePut Put(EdgeClock clock)
    {
        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, clock.StepFloor());
        return new StatePut(Key, value);
    }

    /// <summary>Takes up what an earlier run wrote down.</summary>
    public static void Restore(ISummaryBuffer buffer, EdgeClock clock)
    {
        if (buffer.GetState(Key) is { Length: sizeof(long) } value)
        {
            clock.RaiseFloor(BinaryPrimitives.ReadInt64BigEndian(value));
        }
    }
}
