using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// A message on `.../ack`: `{"cursor":"..."}` with the cursor of a message, or `{"epoch":"...","acknowledged":{"alarm":12}}` with the sequence numbers up to which
/// an application has everything that came on each class's topic.
/// </summary>
/// <param name="consumer">The uplink's name, for whom its cursors are made.</param>
/// <param name="epoch">The store's epoch.</param>
/// <param name="cursors">Reads cursors.</param>
internal sealed class AckMessage(string consumer, string epoch, CursorCodec cursors)
{
    private const int MaxBytes = 4_096;

    /// <summary>What it confirms; what is wrong with it, and what was expected, otherwise.</summary>
    public string? TryRead(IncomingMessage message, Positions heads, out Positions positions)
    {
        positions = default;
        if (message.IsRetained)
        {
            return "it is retained; expected a message of the moment";
        }

        if (message.Payload.Length > MaxBytes)
        {
            return $"it has {message.Payload.Length} bytes; expected at most {MaxBytes}";
        }

        try
        {
            using var json = JsonDocument.Parse(message.Payload);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement, heads, out positions) : "it is no JSON object";
        }
        catch (JsonException)
        {
            return "it is no JSON";
        }
    }

    private string? Read(JsonElement root, in Positions heads, out Positions positions)
    {
        positions = default;
        if (root.TryGetProperty("cursor", out var cursor))
        {
            return cursor.ValueKind != JsonValueKind.String ? "\"cursor\" is no text" : cursors.TryRead(consumer, cursor.GetString()!, out positions) switch
            {
                CursorState.Good => IsBeyond(positions, heads) ? "the cursor is ahead of the newest summary" : null,
                CursorState.OldEpoch => "the cursor is of an earlier epoch",
                _ => "the cursor is damaged, or was made for another gateway or uplink",
            };
        }

        if (!root.TryGetProperty("epoch", out var told) || told.ValueKind != JsonValueKind.String || !root.TryGetProperty("acknowledged", out var classes)
            || classes.ValueKind != JsonValueKind.Object)
        {
            return "it has neither \"cursor\" nor \"epoch\" and \"acknowledged\"";
        }

        if (told.GetString() != epoch)
        {
            return "it is of another epoch";
        }

        return ReadClasses(classes, heads, ref positions);
    }

    private static string? ReadClasses(JsonElement classes, in Positions heads, ref Positions positions)
    {
        foreach (var member in classes.EnumerateObject())
        {
            if (!SummaryClasses.TryParse(member.Name, out var summaryClass))
            {
                return "\"acknowledged\" names no class; expected alarm, event, routine or bulk";
            }

            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetUInt64(out var seq))
            {
                return $"\"{member.Name}\" is no sequence number";
            }

            positions = positions.With(summaryClass, seq);
        }

        return IsBeyond(positions, heads) ? "it is ahead of the newest summary" : null;
    }

    private static bool IsBeyond(Positions positions, Positions heads) => SummaryClasses.All.Any(c => positions[c] > heads[c]);
}
