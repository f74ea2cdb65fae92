namespace EdgeAgent.Sensors.Hj212;

/// <summary>A station as the site file has it.</summary>
public sealed record Hj212Device
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its MN, ASCII.</summary>
    public required byte[] Mn { get; init; }

    /// <summary>Name of the secret that holds its PW; empty when any is taken.</summary>
    public string PasswordName { get; init; } = "";

    /// <summary>True when the bytes of its check sum are swapped, in both directions.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>True when its DataTime is the end of what figures are over; the standard has the start.</summary>
    public bool TellsEnd { get; init; }

    /// <summary>What its minute figures are over, ms.</summary>
    public long MinuteMs { get; init; } = 60_000;

    /// <summary>How often it speaks, ms.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>After how long without anything good it is lost, ms.</summary>
    public required long SilenceMs { get; init; }

    /// <summary>Its points.</summary>
    public required IReadOnlyList<Hj212Point> Points { get; init; }
}

/// <summary>A point of a station.</summary>
public sealed record Hj212Point
{
    /// <summary>Index among the points of the source, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Code of its factor, ASCII.</summary>
    public required byte[] Factor { get; init; }

    /// <summary>True for the value converted to standard conditions (`ZsRtd` and its like).</summary>
    public bool IsConverted { get; init; }

    /// <summary>True for the total over the period (`Cou`) in place of the values.</summary>
    public bool IsTotal { get; init; }

    /// <summary>Which figures are taken.</summary>
    public Hj212Take Take { get; init; } = Hj212Take.All;
}

/// <summary>Which figures of a station make a point.</summary>
public enum Hj212Take : byte
{
    /// <summary>Real-time data become readings, and the figures of minutes, hours and days become windows beside those of the readings.</summary>
    All,

    /// <summary>Real-time data alone.</summary>
    Readings,

    /// <summary>Figures of minutes are its windows; real-time data become readings that make none.</summary>
    Minute,

    /// <summary>The same with figures of hours.</summary>
    Hour,

    /// <summary>The same with figures of days.</summary>
    Day,
}
