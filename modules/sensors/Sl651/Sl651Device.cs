namespace EdgeAgent.Sensors.Sl651;

/// <summary>A station as the site file has it.</summary>
public sealed record Sl651Device
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number, ten digits in 40 bits.</summary>
    public required ulong Station { get; init; }

    /// <summary>Name of the secret that holds its password of four hex digits; empty when any is taken.</summary>
    public string PasswordName { get; init; } = "";

    /// <summary>True when it shall stay connected after a report (ESC); false when it shall hang up (EOT).</summary>
    public bool StaysOnline { get; init; } = true;

    /// <summary>True when keep-alives are answered too.</summary>
    public bool AnswersKeepAlive { get; init; }

    /// <summary>How often it speaks, ms.</summary>
    public required long IntervalMs { get; init; }

    /// <summary>After how long without anything good it is lost, ms.</summary>
    public required long SilenceMs { get; init; }

    /// <summary>Its points.</summary>
    public required IReadOnlyList<Sl651Point> Points { get; init; }
}

/// <summary>A point of a station.</summary>
public sealed record Sl651Point
{
    /// <summary>Index among the points of the source, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Identifier of its element in the HEX form; -1 for one that has a symbol alone.</summary>
    public required int Id { get; init; }

    /// <summary>Symbol of its element in the ASCII form; empty for one that has an identifier alone.</summary>
    public required byte[] Symbol { get; init; }
}
