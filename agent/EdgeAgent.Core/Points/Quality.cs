namespace EdgeAgent.Core.Points;

/// <summary>Whether a reading can be used, and if not, why. The numbers are stored: never renumber, only append.</summary>
public enum Quality : byte
{
    /// <summary>Read and usable.</summary>
    Good = 0,

    /// <summary>No answer within the device's time-out.</summary>
    Timeout = 1,

    /// <summary>An answer with a wrong check sum.</summary>
    Crc = 2,

    /// <summary>An answer that ended before its length.</summary>
    Truncated = 3,

    /// <summary>More bytes than a frame may hold, or a frame longer than asked for.</summary>
    Overlong = 4,

    /// <summary>Only other units answered.</summary>
    WrongUnit = 5,

    /// <summary>The device answered with an exception or error code.</summary>
    Exception = 6,

    /// <summary>The value is one of the point's `invalid` sentinels, or no number.</summary>
    Invalid = 7,

    /// <summary>The port is missing, unplugged or held by another process.</summary>
    PortGone = 8,

    /// <summary>Not asked: the device is silent and its circuit breaker is open.</summary>
    NotPolled = 9,

    /// <summary>An answer that fits the frame but not the request.</summary>
    Malformed = 10,
}

/// <summary>Names of <see cref="Quality"/> on the wire (keys of a window's `bad`).</summary>
public static class QualityNames
{
    private static readonly string[] Names =
        ["good", "timeout", "crc", "truncated", "overlong", "wrongUnit", "exception", "invalid", "portGone", "notPolled", "malformed"];

    /// <summary>How many values <see cref="Quality"/> has.</summary>
    public static int Count => Names.Length;

    /// <summary>The wire name; "unknown" for a number that this version does not know.</summary>
    public static string NameOf(Quality quality) => (int)quality < Names.Length ? Names[(int)quality] : "unknown";
}
