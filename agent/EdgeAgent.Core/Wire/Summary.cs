using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Wire;

/// <summary>What the gateway learnt, before the buffer gives it its number. Immutable.</summary>
public sealed record Summary
{
    /// <summary>What it tells.</summary>
    public required SummaryType Type { get; init; }

    /// <summary>How urgent it is.</summary>
    public required SummaryClass Class { get; init; }

    /// <summary>How far it may travel; never <see cref="Points.Grade.Personal"/> for a window.</summary>
    public Grade Grade { get; init; } = Grade.Internal;

    /// <summary>Point, device or part of the gateway that it is about; ASCII, at most 128 characters; empty for the gateway itself.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required Stamp Made { get; init; }

    /// <summary>Its content: <see cref="WindowData"/>, <see cref="GapData"/> or, for all other types, <see cref="JsonData"/>.</summary>
    public required SummaryData Data { get; init; }
}

/// <summary>Content of a summary.</summary>
public abstract record SummaryData;

/// <summary>Content that is stored as the UTF-8 JSON object that goes out as CloudEvents `data`: events, health, clock, audit.</summary>
/// <param name="Utf8">One JSON object, at most 64 KiB.</param>
public sealed record JsonData(ReadOnlyMemory<byte> Utf8) : SummaryData;
