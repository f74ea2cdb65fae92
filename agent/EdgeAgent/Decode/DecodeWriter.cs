using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Decode;

/// <summary>Writes what a decoder found: a JSON object in a line, or a table for people.</summary>
internal static class DecodeWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As JSON.</summary>
    public static string Json(string protocol, DecodeResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("valid", result is DecodedFrame);
            json.WriteString("protocol", protocol);
            switch (result)
            {
                case DecodedFrame frame:
                    Write(json, frame);
                    break;
                case DecodeFault fault:
                    json.WriteString("error", fault.Error);
                    json.WriteString("expected", fault.Expected);
                    json.WriteString("actual", fault.Actual);
                    json.WriteNumber("offset", fault.Offset);
                    break;
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>For people.</summary>
    public static string Text(string protocol, DecodeResult result)
    {
        var text = new StringBuilder();
        switch (result)
        {
            case DecodedFrame frame:
                text.Append(CultureInfo.InvariantCulture, $"{protocol}, valid; address {(frame.Address.Length > 0 ? frame.Address : "none")}, control {frame.Control}");
                var width = frame.Fields.Count == 0 ? 0 : frame.Fields.Max(f => f.Name.Length);
                foreach (var field in frame.Fields)
                {
                    text.Append('\n').Append("  ").Append(field.Name.PadRight(width + 2)).Append(Shown(field));
                }

                break;
            case DecodeFault fault:
                text.Append(CultureInfo.InvariantCulture, $"{protocol}, not valid: {fault.Error} at byte {fault.Offset}; expected {fault.Expected}, found {fault.Actual}");
                break;
        }

        return text.ToString();
    }

    private static string Shown(DecodedField field)
    {
        var value = field.Value is { } number ? number.ToString(CultureInfo.InvariantCulture) : field.Why.Length > 0 ? $"none: {field.Why}" : "none";
        value += field.Value is not null && field.Unit.Length > 0 ? $" {field.Unit}" : "";
        return field.Text.Length > 0 ? $"{value} ({field.Text})" : value;
    }

    private static void Write(Utf8JsonWriter json, DecodedFrame frame)
    {
        json.WriteString("address", frame.Address);
        json.WriteString("control", frame.Control);
        json.WriteStartArray("fields");
        foreach (var field in frame.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            if (field.Value is { } value && double.IsFinite(value))
            {
                json.WriteNumber("value", value);
            }
            else
            {
                json.WriteNull("value");
            }

            json.WriteString("unit", field.Unit);
            if (field.Why.Length > 0)
            {
                json.WriteString("why", field.Why);
            }

            if (field.Text.Length > 0)
            {
                json.WriteString("text", field.Text);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
