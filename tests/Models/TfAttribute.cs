using System.Text;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tests.Models;

/// <summary>Attributes of nodes as TF.js writes them.</summary>
internal static class TfAttribute
{
    public static (string Name, JsonNode Value) Text(string name, string text) => (name, new JsonObject { ["s"] = Coded(text) });

    public static (string Name, JsonNode Value) Texts(string name, params string[] texts) =>
        (name, new JsonObject { ["list"] = new JsonObject { ["s"] = new JsonArray([.. texts.Select(t => JsonValue.Create(Coded(t)))]) } });

    public static (string Name, JsonNode Value) Wholes(string name, params int[] wholes) =>
        (name, new JsonObject { ["list"] = new JsonObject { ["i"] = new JsonArray([.. wholes.Select(w => JsonValue.Create($"{w}"))]) } });

    public static (string Name, JsonNode Value) Whole(string name, int whole) => (name, new JsonObject { ["i"] = $"{whole}" });

    public static (string Name, JsonNode Value) Real(string name, float real) => (name, new JsonObject { ["f"] = real });

    public static (string Name, JsonNode Value) Flag(string name, bool flag) => (name, new JsonObject { ["b"] = flag });

    public static (string Name, JsonNode Value) Type(string name, string type) => (name, new JsonObject { ["type"] = type });

    private static string Coded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
