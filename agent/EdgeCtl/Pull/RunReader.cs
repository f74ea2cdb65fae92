using System.Text.Json;

namespace EdgeCtl.Pull;

/// <summary>What the data of a gap or a window tells of the numbers that it covers. Throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> for what is no such data.</summary>
internal readonly record struct RunReader(string? Epoch, string? Class, string? Reason, long? First, long? Last, long? Count, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Reads the object.</summary>
    public static RunReader Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var run = default(RunReader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return run;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            run = name switch
            {
                "epoch" => run with { Epoch = reader.GetString() },
                "class" => run with { Class = reader.GetString() },
                "reason" => run with { Reason = reader.GetString() },
                "firstSeq" => run with { First = NumberOf(ref reader) },
                "lastSeq" => run with { Last = NumberOf(ref reader) },
                "count" => run with { Count = NumberOf(ref reader) },
                "from" => run with { From = TimeOf(ref reader) },
                "to" => run with { To = TimeOf(ref reader) },
                _ => run,
            };
            reader.Skip();
        }

        return run;
    }

    private static long? NumberOf(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();

    private static DateTimeOffset? TimeOf(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();
}
