using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>
/// Reads an answer of `GET /v1/consumers/{name}/summaries` and refuses one that is not what the wire says: more items than asked for, another gateway or epoch, a class that was not
/// asked for, numbers that do not rise. A number may be beyond the head, which is read before the items are. Pure.
/// </summary>
internal static class PageReader
{
    private const int MaxCursorLength = 1_024;

    /// <summary>Reads it; null with where, what was found and what was expected.</summary>
    public static PulledPage? Read(ReadOnlyMemory<byte> body, string gateway, ClassSet wanted, int limit, out string fault)
    {
        fault = "";
        try
        {
            var page = ReadParts(body, gateway, limit, ref fault);
            return page is not null && AgreesWithItself(page, wanted, ref fault) ? page : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            fault = $"no valid JSON: {Shown.Cut(e.Message)}";
            return null;
        }
    }

    private static PulledPage? ReadParts(ReadOnlyMemory<byte> body, string gateway, int limit, ref string fault)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            fault = "no JSON object";
            return null;
        }

        List<PulledItem>? items = null;
        string? next = null;
        string? epoch = null;
        bool? more = null;
        long[]? head = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "items" when items is null:
                    items = ReadItems(body.Span, ref reader, gateway, limit, ref fault);
                    if (items is null)
                    {
                        return null;
                    }

                    break;
                case "next":
                    next = reader.GetString();
                    break;
                case "epoch":
                    epoch = reader.GetString();
                    break;
                case "more":
                    more = reader.GetBoolean();
                    break;
                case "head":
                    head = ReadHead(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (items is null || next is not { Length: > 0 and <= MaxCursorLength } || epoch is null || !ItemReader.IsEpoch(epoch) || more is null || head is null)
        {
            fault = "one of items, next, more, head and epoch is missing or is not what it should be";
            return null;
        }

        return new PulledPage(body, items, next, more.Value, head, epoch);
    }

    private static List<PulledItem>? ReadItems(ReadOnlySpan<byte> body, ref Utf8JsonReader reader, string gateway, int limit, ref string fault)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fault = "items: no list";
            return null;
        }

        var items = new List<PulledItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count >= limit)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"items: more than the {limit} that were asked for");
                return null;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var length = (int)reader.BytesConsumed - start;
            if (ItemReader.Read(body.Slice(start, length), gateway, out var itemFault) is not { } item)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"items[{items.Count}]: {itemFault}");
                return null;
            }

            items.Add(item with { Start = start, Length = length });
        }

        return items;
    }

    private static long[] ReadHead(ref Utf8JsonReader reader)
    {
        var head = new long[SummaryClasses.Count];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("head is no object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = SummaryClasses.TryParse(reader.GetString(), out var summaryClass);
            reader.Read();
            if (isKnown)
            {
                head[(int)summaryClass] = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        return head;
    }

    private static bool AgreesWithItself(PulledPage page, ClassSet wanted, ref string fault)
    {
        Span<long> last = stackalloc long[SummaryClasses.Count];
        for (var i = 0; i < page.Items.Count; i++)
        {
            var item = page.Items[i];
            var at = (int)item.Class;
            string? expected = null;
            if (item.Epoch != page.Epoch)
            {
                expected = $"one of epoch {page.Epoch}";
            }
            else if (!wanted.Holds(item.Class))
            {
                expected = "one of a class that was asked for";
            }
            else if (item.Seq <= last[at])
            {
                expected = string.Create(CultureInfo.InvariantCulture, $"a number above {last[at]}");
            }

            if (expected is not null)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"items[{i}]: '{item.Id}' found; expected {expected}");
                return false;
            }

            last[at] = item.Seq;
        }

        return true;
    }
}
