namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>Finds a model's outputs by name, and collects what does not fit.</summary>
/// <param name="outputs">The model's outputs, in its order.</param>
/// <param name="labels">How many classes the manifest names.</param>
internal sealed class OutputFinder(IReadOnlyList<ModelOutput> outputs, int labels)
{
    private readonly List<string> _faults = [];

    /// <summary>How many classes the manifest names.</summary>
    public int Labels => labels;

    /// <summary>All faults, with ; between them; empty when there is none.</summary>
    public string Fault => string.Join("; ", _faults);

    /// <summary>Shape of an output that was found.</summary>
    public IReadOnlyList<long> ShapeOf(int index) => outputs[index].Shape;

    /// <summary>Index of an output; -1 with a fault told when it is not there or has another shape.</summary>
    /// <param name="name">Its name; empty: the only one.</param>
    /// <param name="expected">The shape for people.</param>
    /// <param name="fits">True for a shape that fits.</param>
    public int Find(string name, string expected, Func<long[], bool> fits)
    {
        if (name.Length == 0 && outputs.Count != 1)
        {
            _faults.Add($"the model has {outputs.Count} outputs; expected one, or a name in the manifest");
            return -1;
        }

        for (var i = 0; i < outputs.Count; i++)
        {
            if (name.Length > 0 && outputs[i].Name != name)
            {
                continue;
            }

            if (outputs[i].IsFloat32 && fits([.. outputs[i].Shape]))
            {
                return i;
            }

            _faults.Add($"output {outputs[i].Name} is {outputs[i]}; expected {expected} for {labels} labels");
            return -1;
        }

        _faults.Add($"the model has no output {name}; expected one of {string.Join(", ", outputs.Select(o => o.Name))}");
        return -1;
    }
}
