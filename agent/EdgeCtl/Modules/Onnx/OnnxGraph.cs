namespace EdgeCtl.Modules.Onnx;

/// <summary>An ONNX graph that is being made. All inputs and outputs are float32.</summary>
internal sealed class OnnxGraph
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<(string Name, Tensor Tensor)> _constants = [];
    private readonly List<(string Name, int[] Shape)> _inputs = [];
    private readonly List<(string Name, int[] Shape)> _outputs = [];

    /// <summary>Which program the model says it is of.</summary>
    public string Producer { get; init; } = "edgectl module import";

    /// <summary>Nodes, each after those that it takes from.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>Constants by name.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Constants => _constants;

    /// <summary>Inputs and their shapes.</summary>
    public IReadOnlyList<(string Name, int[] Shape)> Inputs => _inputs;

    /// <summary>Outputs and their shapes.</summary>
    public IReadOnlyList<(string Name, int[] Shape)> Outputs => _outputs;

    /// <summary>How many float32 numbers its constants hold.</summary>
    public long Parameters => _constants.Where(c => c.Tensor.IsReal).Sum(c => (long)c.Tensor.Count);

    /// <summary>Adds a node at the end.</summary>
    public void Add(OnnxNode node) => _nodes.Add(node);

    /// <summary>Adds a constant.</summary>
    public void AddConstant(string name, Tensor tensor) => _constants.Add((name, tensor));

    /// <summary>Adds an input.</summary>
    public void AddInput(string name, int[] shape) => _inputs.Add((name, shape));

    /// <summary>Adds an output.</summary>
    public void AddOutput(string name, int[] shape) => _outputs.Add((name, shape));

    /// <summary>Calls values that nodes make by other names, wherever they are used.</summary>
    /// <param name="renamed">New names by the old ones.</param>
    public void Rename(IReadOnlyDictionary<string, string> renamed)
    {
        foreach (var names in _nodes.SelectMany(n => new[] { n.Inputs, n.Outputs }))
        {
            for (var i = 0; i < names.Count; i++)
            {
                names[i] = renamed.GetValueOrDefault(names[i], names[i]);
            }
        }
    }
}
