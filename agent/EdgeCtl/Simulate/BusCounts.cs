namespace EdgeCtl.Simulate;

/// <summary>What happened on a simulated bus since its start. Written by its one thread.</summary>
internal sealed class BusCounts
{
    /// <summary>Requests to one of the bus's slaves, with a right check.</summary>
    public long Requests { get; set; }

    /// <summary>Answers sent, exceptions and damaged ones included.</summary>
    public long Replies { get; set; }

    /// <summary>Answers that were refusals: Modbus exceptions, error frames of meters.</summary>
    public long Exceptions { get; set; }

    /// <summary>Requests left unanswered on purpose.</summary>
    public long Timeouts { get; set; }

    /// <summary>Answers damaged on purpose.</summary>
    public long CrcErrors { get; set; }

    /// <summary>Requests to units that are not on the bus, broadcasts included.</summary>
    public long Foreign { get; set; }

    /// <summary>Bytes that made no frame.</summary>
    public long JunkBytes { get; set; }

    /// <summary>Bytes of a master at a rate that nobody on the line is set to.</summary>
    public long WrongBaudBytes { get; set; }

    /// <summary>Bytes returned as an adapter with an echo does.</summary>
    public long EchoBytes { get; set; }

    /// <summary>Stray bytes put before answers.</summary>
    public long NoiseBytes { get; set; }

    /// <summary>Answers that came too late on purpose.</summary>
    public long Late { get; set; }

    /// <summary>Answers that came from another address on purpose.</summary>
    public long WrongUnit { get; set; }

    /// <summary>Frames that a station sent by itself, repeated ones included.</summary>
    public long Reports { get; set; }

    /// <summary>Reports sent again because nobody acknowledged them.</summary>
    public long Repeated { get; set; }

    /// <summary>Acknowledgements of reports.</summary>
    public long Acknowledged { get; set; }

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
        WrongBaudBytes += other.WrongBaudBytes;
        EchoBytes += other.EchoBytes;
        NoiseBytes += other.NoiseBytes;
        Late += other.Late;
        WrongUnit += other.WrongUnit;
        Reports += other.Reports;
        Repeated += other.Repeated;
        Acknowledged += other.Acknowledged;
    }
}
