using System.Globalization;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>Consumers at one moment. Positions are null while nobody was told where a new one starts. Immutable.</summary>
internal sealed class ConsumerTable(Dictionary<string, (ClassSet Classes, Positions? At)> consumers)
{
    public static Positions PositionsOf(string[] numbers)
    {
        var n = numbers.Select(t => ulong.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new Positions(n[0], n[1], n[2], n[3]);
    }

    public static string TextOf(in Positions positions) => $"{positions.Alarm} {positions.Event} {positions.Routine} {positions.Bulk}";

    /// <summary>The table after `put NAME CLASSES`, `drop NAME` or `ack NAME A E R B`.</summary>
    public ConsumerTable After(string[] change)
    {
        var next = new Dictionary<string, (ClassSet Classes, Positions? At)>(consumers);
        var name = change[1];
        var known = next.TryGetValue(name, out var old);
        switch (change[0])
        {
            case "put":
                next[name] = ((ClassSet)int.Parse(change[2], CultureInfo.InvariantCulture), known ? old.At : null);
                break;
            case "drop":
                next.Remove(name);
                break;
            case "ack" when known && old.At is { } at:
                next[name] = (old.Classes, Forward(at, PositionsOf(change[2..])));
                break;
        }

        return new ConsumerTable(next);
    }

    /// <summary>The table with a consumer's positions as the buffer told them.</summary>
    public ConsumerTable With(string name, Positions at)
    {
        var told = consumers[name];
        Assert.True(told.At is null || told.At == at, $"consumer {name} is told at {at}, expected {told.At}");
        return new ConsumerTable(new(consumers) { [name] = (told.Classes, at) });
    }

    /// <summary>Up to where a class may be deleted.</summary>
    public ulong ReleasableOf(SummaryClass summaryClass)
    {
        var wanting = consumers.Values.Where(c => c.Classes.Holds(summaryClass) && c.At is not null).ToList();
        return wanting.Count == 0 ? 0 : wanting.Min(c => c.At!.Value[summaryClass]);
    }

    public bool Matches(IReadOnlyList<ConsumerState> stored) => stored.Count == consumers.Count
        && stored.All(s => consumers.TryGetValue(s.Name, out var c) && c.Classes == s.Classes && (c.At is null || c.At == s.Acknowledged));

    public override string ToString() => string.Join("; ", consumers.Select(c => $"{c.Key} {c.Value.Classes} {c.Value.At}"));

    private static Positions Forward(Positions at, in Positions to)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            at = at.With(summaryClass, Math.Max(at[summaryClass], to[summaryClass]));
        }

        return at;
    }
}
