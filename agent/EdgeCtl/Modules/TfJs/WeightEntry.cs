using System.Text.Json;

namespace EdgeCtl.Modules.TfJs;

/// <summary>One line of a weights manifest: a constant, how its numbers are stored, and how they become those of the model.</summary>
/// <param name="Name">Name of the Const node.</param>
/// <param name="Shape">Size of each axis.</param>
/// <param name="Type">The constant's type: float32, int32 or bool.</param>
/// <param name="Stored">The type in the file: that, or uint8, uint16 or float16 when quantised.</param>
/// <param name="Scale">One step of a number quantised to uint8 or uint16.</param>
/// <param name="Min">What 0 stands for there.</param>
internal sealed record WeightEntry(string Name, int[] Shape, string Type, string Stored, double Scale, double Min)
{
    private static readonly string[] Types = ["float32", "int32", "bool"];
    private static readonly string[] Quantised = ["uint8", "uint16", "float16"];

    /// <summary>How many numbers.</summary>
    public long Count => Shapes.CountOf(Shape);

    /// <summary>Bytes of a number in the file.</summary>
    public int Width => Stored switch { "bool" or "uint8" => 1, "uint16" or "float16" => 2, _ => 4 };

    /// <summary>Reads a line; a fault names the constant.</summary>
    public static WeightEntry Read(JsonElement entry)
    {
        var name = TextOf(entry, "name") ?? throw new ModuleException("weightsManifest: an entry has no name");
        var type = OneOf(TextOf(entry, "dtype"), Types, name, "dtype");
        if (!entry.TryGetProperty("shape", out var sizes) || sizes.ValueKind != JsonValueKind.Array || sizes.GetArrayLength() > Shapes.MaxRank)
        {
            throw new ModuleException($"weight '{TfNode.Shown(name)}': no shape found; expected a list of at most {Shapes.MaxRank} sizes");
        }

        var shape = sizes.EnumerateArray().Select(s => s.ValueKind == JsonValueKind.Number && s.TryGetInt32(out var size) && size >= 0
            ? size
            : throw new ModuleException($"weight '{TfNode.Shown(name)}': size {s.GetRawText()} found; expected a whole number from 0")).ToArray();
        if (!entry.TryGetProperty("quantization", out var quantization))
        {
            return new WeightEntry(name, shape, type, type, 1, 0);
        }

        var stored = OneOf(TextOf(quantization, "dtype"), Quantised, name, "quantization.dtype");
        if (type == "bool" || (stored == "float16" && type != "float32"))
        {
            throw new ModuleException($"weight '{TfNode.Shown(name)}': {type} quantised to {stored} found; expected float32, or int32 quantised to uint8 or uint16");
        }

        return stored == "float16"
            ? new WeightEntry(name, shape, type, stored, 1, 0)
            : new WeightEntry(name, shape, type, stored, NumberOf(quantization, "scale", name), NumberOf(quantization, "min", name));
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static double NumberOf(JsonElement quantization, string name, string weight) =>
        quantization.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new ModuleException($"weight '{TfNode.Shown(weight)}': quantization.{name} is no number");

    private static string OneOf(string? found, string[] expected, string weight, string member) => found is not null && expected.Contains(found)
        ? found
        : throw new ModuleException($"weight '{TfNode.Shown(weight)}': {member} '{TfNode.Shown(found ?? "")}' found; expected {string.Join(", ", expected)}");
}
