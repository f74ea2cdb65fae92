using EdgeAgent.Core.Buffering;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>The state that each batch of a lane puts with its summaries: the batch's number.</summary>
internal static class LaneState
{
    public static StatePut Put(int lane, int number) => new($"lane-{lane}", BitConverter.GetBytes(number));

    /// <summary>Number of the lane's newest batch in the store.</summary>
    public static int Read(ISummaryBuffer buffer, int lane) => buffer.GetState($"lane-{lane}") is { } value ? BitConverter.ToInt32(value) : 0;
}
