using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeCtl.Modules.TfJs;

/// <summary>A node of a TF.js graph and its attributes (TensorFlow's node_def.proto as JSON).</summary>
/// <param name="Name">Its name, that of its first output.</param>
/// <param name="Op">TensorFlow's name of the operation.</param>
/// <param name="Inputs">What it takes, without control inputs.</param>
/// <param name="Attributes">The member `attr`.</param>
internal sealed record TfNode(string Name, string Op, IReadOnlyList<TfRef> Inputs, JsonElement Attributes)
{
    /// <summary>A fault that names this node.</summary>
    public ModuleException Fault(string message) => new($"node '{Shown(Name)}' ({Shown(Op)}): {message}");

    /// <summary>A text attribute, which TF.js writes in base64.</summary>
    public string Text(string name, string otherwise) => Find(name, "s") is { } text ? Decoded(text) : otherwise;

    /// <summary>A list of texts; empty when left out.</summary>
    public string[] Texts(string name) => [.. ListOf(name, "s").Select(Decoded)];

    /// <summary>A truth value; false when left out.</summary>
    public bool Flag(string name) => Find(name, "b") is { ValueKind: JsonValueKind.True };

    /// <summary>A real number.</summary>
    public float Real(string name, float otherwise) => Find(name, "f") is { } number
        ? number.ValueKind == JsonValueKind.Number ? number.GetSingle() : throw Fault($"attribute {name}: {number.ValueKind} found; expected a number")
        : otherwise;

    /// <summary>A whole number.</summary>
    public int Whole(string name, int otherwise) => Find(name, "i") is { } number ? WholeOf(number, name) : otherwise;

    /// <summary>A list of whole numbers; empty when left out.</summary>
    public int[] Wholes(string name) => [.. ListOf(name, "i").Select(n => WholeOf(n, name))];

    /// <summary>A type, such as DT_FLOAT; empty when left out.</summary>
    public string Type(string name) => Find(name, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString()! : "";

    /// <summary>The sizes of a shape attribute, -1 for one that is not known; null when left out or of unknown rank.</summary>
    public int[]? Shape(string name) => Find(name, "shape") is { } shape ? ShapeOf(shape) : null;

    /// <summary>The sizes of a tensor_shape.proto, -1 for one that is not known; null when it tells none.</summary>
    public static int[]? ShapeOf(JsonElement shape) =>
        shape.ValueKind == JsonValueKind.Object && shape.TryGetProperty("dim", out var sizes) && sizes.ValueKind == JsonValueKind.Array
            ? [.. sizes.EnumerateArray().Select(SizeOf)]
            : null;

    /// <summary>A name for messages: at most 120 characters, none that moves the cursor.</summary>
    public static string Shown(string text) => string.Concat(text.Take(120).Select(letter => char.IsControl(letter) ? '?' : letter));

    private static int SizeOf(JsonElement dimension) =>
        dimension.ValueKind == JsonValueKind.Object && dimension.TryGetProperty("size", out var size) && TryWhole(size, out var value) && value > 0 ? value : -1;

    private static bool TryWhole(JsonElement number, out int value)
    {
        value = 0;
        return number.ValueKind switch
        {
            JsonValueKind.Number => number.TryGetInt32(out value),
            JsonValueKind.String => int.TryParse(number.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
    }

    private int WholeOf(JsonElement number, string name) => TryWhole(number, out var value)
        ? value
        : throw Fault($"attribute {name}: '{Shown(number.GetRawText())}' found; expected a whole number of 32 bits");

    private JsonElement? Find(string name, string kind) =>
        Attributes.ValueKind == JsonValueKind.Object && Attributes.TryGetProperty(name, out var attribute)
        && attribute.ValueKind == JsonValueKind.Object && attribute.TryGetProperty(kind, out var value)
            ? value
            : null;

    private JsonElement[] ListOf(string name, string kind) =>
        Find(name, "list") is { ValueKind: JsonValueKind.Object } list && list.TryGetProperty(kind, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()]
            : [];

    private string Decoded(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String)
        {
            throw Fault($"a text attribute is {text.ValueKind}; expected base64");
        }

        return text.TryGetBytesFromBase64(out var bytes) ? Encoding.UTF8.GetString(bytes) : text.GetString()!;
    }
}
