using System.Text;
using System.Text.Json;

namespace EdgeAgent.Check;

/// <summary>Writes what the doctor found, for people or for programs.</summary>
internal static class CheckReport
{
    private const int WhatWidth = 14;

    /// <summary>The worst of all lines.</summary>
    public static CheckStatus Worst(IReadOnlyList<CheckLine> lines) => lines.Count == 0 ? CheckStatus.Ok : lines.Max(l => l.Status);

    /// <summary>Aligned lines, each with what to do below it, and a count; with colours when <paramref name="colour"/>.</summary>
    public static string Text(IReadOnlyList<CheckLine> lines, bool colour)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(Paint(line.Status, colour)).Append("  ").Append(line.What.PadRight(WhatWidth)).Append(' ').Append(line.Detail).Append('\n');
            if (line.Todo.Length > 0)
            {
                text.Append(' ', 4 + 2 + WhatWidth + 1).Append("-> ").Append(line.Todo).Append('\n');
            }
        }

        return text.Append($"{Count(lines, CheckStatus.Ok)} ok, {Count(lines, CheckStatus.Warn)} warnings, {Count(lines, CheckStatus.Fail)} failures\n").ToString();
    }

    /// <summary>`{"result": ..., "checks": [{"status", "what", "detail", "todo"}]}`.</summary>
    public static string Json(IReadOnlyList<CheckLine> lines)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("result", NameOf(Worst(lines)).ToLowerInvariant());
            json.WriteStartArray("checks");
            foreach (var line in lines)
            {
                json.WriteStartObject();
                json.WriteString("status", NameOf(line.Status));
                json.WriteString("what", line.What);
                json.WriteString("detail", line.Detail);
                json.WriteString("todo", line.Todo);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static int Count(IReadOnlyList<CheckLine> lines, CheckStatus status) => lines.Count(l => l.Status == status);

    private static string NameOf(CheckStatus status) => status switch { CheckStatus.Ok => "ok", CheckStatus.Warn => "warn", _ => "FAIL" };

    private static string Paint(CheckStatus status, bool colour)
    {
        var name = NameOf(status).PadRight(4);
        var code = status switch { CheckStatus.Ok => 32, CheckStatus.Warn => 33, _ => 31 };
        return colour ? $"\u001b[{code}m{name}\u001b[0m" : name;
    }
}
