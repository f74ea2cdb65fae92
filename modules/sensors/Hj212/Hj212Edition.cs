using System.Globalization;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>
/// What editions of the standard do differently: everything else of this module is common to them. The 2017 edition is here. Of its successor (2025) no text or captured frame that could
/// be tested against was at hand: which commands, lengths, factor codes and version bits it changes is unknown, and it becomes one more instance of this class.
/// </summary>
public sealed class Hj212Edition
{
    private const int FirstData = 2_000;
    private const int LastData = 3_999;
    private const int FirstAnswer = 9_000;

    private Hj212Edition(string name)
    {
        Name = name;
    }

    /// <summary>HJ 212-2017.</summary>
    public static Hj212Edition Edition2017 { get; } = new("2017")
    {
        RealTime = 2_011,
        Minute = 2_051,
        Hour = 2_061,
        Day = 2_031,
        DataAnswer = 9_014,
        NoticeAnswer = 9_013,
        AnswerType = "91",
    };

    /// <summary>Name in the site file.</summary>
    public string Name { get; }

    /// <summary>CN of real-time data.</summary>
    public int RealTime { get; private init; }

    /// <summary>CN of figures of some minutes.</summary>
    public int Minute { get; private init; }

    /// <summary>CN of figures of an hour.</summary>
    public int Hour { get; private init; }

    /// <summary>CN of figures of a day.</summary>
    public int Day { get; private init; }

    /// <summary>CN that answers data.</summary>
    public int DataAnswer { get; private init; }

    /// <summary>CN that answers notices.</summary>
    public int NoticeAnswer { get; private init; }

    /// <summary>ST of answers: system messages.</summary>
    public string AnswerType { get; private init; } = "";

    /// <summary>CN that answers a message; 0 for one that is an answer itself.</summary>
    public int AnswerOf(int cn) => cn >= FirstAnswer ? 0 : cn is >= FirstData and <= LastData ? DataAnswer : NoticeAnswer;

    /// <summary>Which figures a message of a CN holds.</summary>
    public Hj212Period PeriodOf(int cn) =>
        cn == RealTime ? Hj212Period.RealTime : cn == Minute ? Hj212Period.Minute : cn == Hour ? Hj212Period.Hour : cn == Day ? Hj212Period.Day : Hj212Period.None;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"HJ 212-{Name}");
}

/// <summary>What figures are over.</summary>
public enum Hj212Period : byte
{
    /// <summary>A message without figures that are taken.</summary>
    None,

    /// <summary>The moment.</summary>
    RealTime,

    /// <summary>Some minutes, as the station is set.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,
}
