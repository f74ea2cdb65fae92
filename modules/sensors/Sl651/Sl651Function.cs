namespace EdgeAgent.Sensors.Sl651;

/// <summary>Function codes (SL 651-2014, table 10).</summary>
public static class Sl651Function
{
    /// <summary>The link is kept open; not answered unless the site says so.</summary>
    public const byte KeepAlive = 0x2F;

    private const byte FirstReport = 0x30;
    private const byte LastReport = 0x36;
    private const byte FirstParameter = 0x40;

    /// <summary>True for what a station sends by itself and waits for an answer to.</summary>
    public static bool IsReport(byte function) => function is >= FirstReport and <= LastReport;

    /// <summary>True for what holds elements: reports, and replies to queries of data. The others are about parameters, whose identifiers mean something else.</summary>
    public static bool HasElements(byte function) => function < FirstParameter;

    /// <summary>What a function is for, for people; empty for an unknown one.</summary>
    public static string NameOf(byte function) => function switch
    {
        KeepAlive => "keep-alive",
        0x30 => "test",
        0x31 => "uniform series",
        0x32 => "timed report",
        0x33 => "extra report",
        0x34 => "hour report",
        0x35 => "manual report",
        0x36 => "picture",
        0x37 => "query of all",
        0x38 => "query of a time",
        0x3A => "query of elements",
        0x4A => "clock",
        _ => "",
    };
}
