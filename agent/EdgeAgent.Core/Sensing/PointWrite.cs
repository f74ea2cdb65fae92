using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>A value to be written to a point that the site file lets be written. Thread-safe.</summary>
/// <param name="point">Index into <see cref="PointTable.Points"/>.</param>
/// <param name="value">Value in the point's unit, or the number of its state.</param>
public sealed class PointWrite(int point, double value)
{
    private readonly TaskCompletionSource<WriteOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Index of the point.</summary>
    public int Point => point;

    /// <summary>What to write.</summary>
    public double Value => value;

    /// <summary>What became of it.</summary>
    public Task<WriteOutcome> Done => _done.Task;

    /// <summary>Tells what became of it; the first telling counts.</summary>
    public void End(in WriteOutcome outcome) => _done.TrySetResult(outcome);
}

/// <summary>What became of a write.</summary>
/// <param name="Confirmed">True when the device took it and the value read back afterwards is the one written.</param>
/// <param name="Quality">Good when the device took it; else why not.</param>
/// <param name="ReadBack">Value read back; NaN when it could not be read.</param>
/// <param name="Fault">For people; empty when confirmed.</param>
public readonly record struct WriteOutcome(bool Confirmed, Quality Quality, double ReadBack, string Fault);
