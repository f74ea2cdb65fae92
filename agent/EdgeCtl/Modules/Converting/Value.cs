using EdgeCtl.Modules.Onnx;

namespace EdgeCtl.Modules.Converting;

/// <summary>
/// What an output of a TensorFlow node is in the ONNX graph: a constant, or a value that may be stored with its axes in another order. So a Transpose costs
/// nothing until somebody needs one certain order, and pictures stay NCHW although TensorFlow thinks NHWC.
/// </summary>
internal sealed record Value
{
    /// <summary>The constant; null for a value of the graph.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>Name of the stored value.</summary>
    public string Name { get; init; } = "";

    /// <summary>Size of each axis as TensorFlow sees it, with <see cref="Padding"/>.</summary>
    public required int[] Shape { get; init; }

    /// <summary>Axis i of the stored value is axis Order[i] of <see cref="Shape"/>.</summary>
    public int[] Order { get; init; } = [];

    /// <summary>What is to be added to the stored value; null when nothing is.</summary>
    public Padding? Padding { get; init; }

    /// <summary>The convolution without bias that makes it; null when something else does.</summary>
    public OnnxNode? Bare { get; init; }

    /// <summary>Size of each axis as stored.</summary>
    public int[] StoredShape => Shapes.Take(Shape, Order);

    /// <summary>A constant.</summary>
    public static Value Of(Tensor tensor) => new() { Constant = tensor, Shape = tensor.Shape, Order = Shapes.Same(tensor.Shape.Length) };

    /// <summary>The same numbers with axis i being axis <paramref name="order"/>[i] of this.</summary>
    public Value Transposed(int[] order)
    {
        if (Constant is not null)
        {
            return Of(Constant.Transposed(order));
        }

        return this with { Shape = Shapes.Take(Shape, order), Order = Shapes.Take(Shapes.Inverse(order), Order), Bare = null };
    }
}
