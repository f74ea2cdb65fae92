namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>
/// A write and its read-back: the exchange ends good only when the device took the value and <see cref="ReadBack"/> was read afterwards. It is never repeated: a lost reply does not
/// tell whether it was done.
/// </summary>
public abstract class WriteJob(PointWrite write, int device) : PollJob(device, [write.Point], 1_000)
{
    /// <summary>What is written.</summary>
    public PointWrite Write => write;

    /// <summary>True once the device has acknowledged the write, whatever became of the read-back.</summary>
    public abstract bool IsAccepted { get; }

    /// <summary>Value read back, in the point's unit; NaN before.</summary>
    public abstract double ReadBack { get; }

    /// <summary>Largest difference between what was written and what is read back that counts as the same, in the point's unit.</summary>
    public abstract double Tolerance { get; }
}
