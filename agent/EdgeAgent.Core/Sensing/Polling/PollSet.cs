namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Devices of one source on a line, and what is read of them. One protocol and one setting of the line; several sets may take turns on a line.</summary>
public sealed record PollSet
{
    /// <summary>How the line is set while this set has it.</summary>
    public required SerialSettings Serial { get; init; }

    /// <summary>Silence between a frame's end and this set's next request, ns.</summary>
    public required long GapNs { get; init; }

    /// <summary>Index of the first device in the site's table.</summary>
    public required int DeviceBase { get; init; }

    /// <summary>Its devices.</summary>
    public required IReadOnlyList<PollDevice> Devices { get; init; }

    /// <summary>What is read in turn.</summary>
    public required IReadOnlyList<PollJob> Jobs { get; init; }

    /// <summary>Makes the job that writes a value to a point (index in the site's table) and reads it back; null for a point that is not this set's or that the site does not let be written.</summary>
    public Func<PointWrite, WriteJob?> CreateWrite { get; init; } = static _ => null;
}
