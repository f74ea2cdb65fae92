using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Bench;

/// <summary>One figure beside its peer's, measured in the same run.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">Unit of both figures.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The peer's, or null where there is none.</param>
/// <param name="PeerName">Who the peer is.</param>
/// <param name="Aim">What we aim at, in words.</param>
internal sealed record Row(string What, string Unit, double Ours, double? Peer, string PeerName, string Aim)
{
    /// <summary>How far the figures lie apart, or what else there is to say, in words; empty for nothing.</summary>
    public string Spread { get; init; } = "";

    /// <summary>Prints rows as a table, or as JSON lines.</summary>
    public static void Print(IReadOnlyList<Row> rows, bool json)
    {
        if (json)
        {
            foreach (var row in rows)
            {
                Console.WriteLine(row.ToJson());
            }

            return;
        }

        Console.WriteLine($"{"what",-44} {"ours",12} {"peer",12} {"ratio",7}  {"unit",-12} {"peer is",-34} aim");
        foreach (var row in rows)
        {
            var ratio = row.Peer is { } peer && peer != 0 ? Text(row.Ours / peer) : "";
            Console.WriteLine($"{row.What,-44} {Text(row.Ours),12} {(row.Peer is { } p ? Text(p) : "-"),12} {ratio,7}  {row.Unit,-12} {row.PeerName,-34} {row.Aim}{(row.Spread.Length > 0 ? $" ({row.Spread})" : "")}");
        }
    }

    private static string Text(double value) => value switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("what", What);
            writer.WriteString("unit", Unit);
            writer.WriteNumber("ours", Ours);
            if (Peer is { } peer)
            {
                writer.WriteNumber("peer", peer);
                writer.WriteString("peerName", PeerName);
            }

            writer.WriteString("aim", Aim);
            if (Spread.Length > 0)
            {
                writer.WriteString("spread", Spread);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
