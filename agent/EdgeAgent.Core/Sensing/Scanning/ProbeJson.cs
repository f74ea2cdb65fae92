using System.Text;
using System.Text.Json;

namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>Writes the small JSON texts of findings.</summary>
public static class ProbeJson
{
    /// <summary>An object with text members; those without a text are left out.</summary>
    public static string Object(params ReadOnlySpan<(string Name, string Text)> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, text) in members)
            {
                if (text.Length > 0)
                {
                    json.WriteString(name, text);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
