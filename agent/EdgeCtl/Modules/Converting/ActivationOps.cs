using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>Functions of each number alone: they do not mind the order of axes.</summary>
internal static class ActivationOps
{
    // TensorFlow's own when the attribute is left out.
    private const float LeakyAlpha = 0.2f;

    /// <summary>Relu, Relu6, LeakyRelu and Sigmoid as nodes of their own.</summary>
    public static void Convert(Conversion conversion, TfNode node)
    {
        var value = conversion.Plain(node, conversion.Real(node, 0));
        conversion.Define(node, value with { Name = Apply(conversion, node, node.Op, value.Name, "alpha"), Bare = null });
    }

    /// <summary>Adds a function by its TensorFlow name; the name of its result.</summary>
    /// <param name="conversion">The conversion.</param>
    /// <param name="node">Node that asks for it.</param>
    /// <param name="function">Relu, Relu6, LeakyRelu or Sigmoid.</param>
    /// <param name="input">Name of the value.</param>
    /// <param name="alphaName">The node's attribute with LeakyRelu's slope.</param>
    public static string Apply(Conversion conversion, TfNode node, string function, string input, string alphaName) => function switch
    {
        "Relu" or "Sigmoid" => conversion.Emit(node, function, [input]),
        "Relu6" => conversion.Emit(node, "Clip", [input, conversion.Initializer(Tensor.Single(0)), conversion.Initializer(Tensor.Single(6))]),
        "LeakyRelu" => conversion.Emit(node, "LeakyRelu", [input], OnnxAttribute.Of("alpha", node.Real(alphaName, LeakyAlpha))),
        _ => throw node.Fault($"the function {TfNode.Shown(function)}; expected Relu, Relu6, LeakyRelu or Sigmoid"),
    };
}
