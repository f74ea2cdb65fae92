namespace EdgeCtl.Modules.Onnx;

/// <summary>An attribute of a node: one of a whole number, whole numbers, a real number or a text.</summary>
internal sealed record OnnxAttribute
{
    private OnnxAttribute(string name, OnnxAttributeType type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>Its name in the operator's definition.</summary>
    public string Name { get; }

    /// <summary>Which of the values counts.</summary>
    public OnnxAttributeType Type { get; }

    /// <summary>The number of an INT, the numbers of INTS.</summary>
    public IReadOnlyList<long> Wholes { get; private init; } = [];

    /// <summary>The number of a FLOAT.</summary>
    public float Real { get; private init; }

    /// <summary>The text of a STRING.</summary>
    public string Text { get; private init; } = "";

    /// <summary>One whole number.</summary>
    public static OnnxAttribute Of(string name, long whole) => new(name, OnnxAttributeType.Int) { Wholes = [whole] };

    /// <summary>Whole numbers.</summary>
    public static OnnxAttribute Of(string name, IEnumerable<int> wholes) => new(name, OnnxAttributeType.Ints) { Wholes = [.. wholes.Select(w => (long)w)] };

    /// <summary>A real number.</summary>
    public static OnnxAttribute Of(string name, float real) => new(name, OnnxAttributeType.Float) { Real = real };

    /// <summary>A text.</summary>
    public static OnnxAttribute Of(string name, string text) => new(name, OnnxAttributeType.String) { Text = text };
}
