namespace EdgeCtl.Simulate;

/// <summary>What happened on a simulated bus since its start. Written by its one thread.</summary>
internal sealed class BusCounts
{
    /// <summary>Requests to one of the bus's slaves, with a right check.</summary>
    public long Requests { get; set; }

    /// <summary>Answers sent, exceptions and damaged ones included.</summary>
    public long Replies { get; set; }

    /// <summary>Answers that were Modbus exceptions.</summary>
    public long Exceptions { get; set; }

    /// <summary>Requests left unanswered on purpose.</summary>
    public long Timeouts { get; set; }

    /// <summary>Answers damaged on purpose.</summary>
    public long CrcErrors { get; set; }

    /// <summary>Requests to units that are not on the bus, broadcasts included.</summary>
    public long Foreign { get; set; }

    /// <summary>Bytes that made no frame.</summary>
    public long JunkBytes { get; set; }

    /// <summary>Adds another bus's counts.</summary>
    public void Add(BusCounts other)
    {
        Requests += other.Requests;
        Replies += other.Replies;
        Exceptions += other.Exceptions;
        Timeouts += other.Timeouts;
        CrcErrors += other.CrcErrors;
        Foreign += other.Foreign;
        JunkBytes += other.JunkBytes;
    }
}
