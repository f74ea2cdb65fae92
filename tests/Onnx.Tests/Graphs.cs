using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Models made on the spot.</summary>
internal static class Graphs
{
    /// <summary>z[2,3] = x[2,3] + y[2,3].</summary>
    public static OnnxGraph Add { get; } = new OnnxGraph("add")
        .Input("x", OnnxGraph.Float, 2, 3).Input("y", OnnxGraph.Float, 2, 3).Output("z", OnnxGraph.Float, 2, 3).Node("Add", "x y", "z");

    /// <summary>z[n] = x[n] + 1, and its length as count[1], of any n.</summary>
    public static OnnxGraph Open { get; } = new OnnxGraph("open")
        .Input("x", OnnxGraph.Float, -1).Output("z", OnnxGraph.Float, -1).Output("count", OnnxGraph.Int64, 1)
        .Constant("one", [1f], 1).Node("Add", "x one", "z").Node("Shape", "x", "count");

    /// <summary>z[n] = the places of what is not 0 in x[4]: a shape that only the run knows.</summary>
    public static OnnxGraph Places { get; } = new OnnxGraph("places").Input("x", OnnxGraph.Float, 4).Output("z", OnnxGraph.Int64, 1, -1).Node("NonZero", "x", "z");

    /// <summary>z = x / y, which is NaN for 0 / 0.</summary>
    public static OnnxGraph Divide { get; } = new OnnxGraph("divide")
        .Input("x", OnnxGraph.Float, 2).Input("y", OnnxGraph.Float, 2).Output("z", OnnxGraph.Float, 2).Node("Div", "x y", "z");

    /// <summary>sum' = sum + x: a state that goes from run to run.</summary>
    public static OnnxGraph Sum { get; } = new OnnxGraph("sum")
        .Input("x", OnnxGraph.Float, 2).Input("sum", OnnxGraph.Float, 2).Output("next", OnnxGraph.Float, 2).Node("Add", "x sum", "next");

    /// <summary>all' = all and then x: a state that grows.</summary>
    public static OnnxGraph Grow { get; } = new OnnxGraph("grow")
        .Input("x", OnnxGraph.Float, 1).Input("all", OnnxGraph.Float, -1).Output("next", OnnxGraph.Float, -1).Node("Concat", "all x", "next", "axis", 0);

    /// <summary>z = a * b of n by n; then once more for each further layer.</summary>
    public static OnnxGraph Product(int n, int layers = 1)
    {
        var graph = new OnnxGraph("product").Input("a", OnnxGraph.Float, n, n).Input("b", OnnxGraph.Float, n, n).Output("z", OnnxGraph.Float, n, n);
        for (var i = 0; i < layers; i++)
        {
            graph.Node("MatMul", i == 0 ? "a b" : $"t{i} b", i == layers - 1 ? "z" : $"t{i + 1}");
        }

        return graph;
    }

    /// <summary>Adds 1 to x as often as `rounds` says.</summary>
    public static OnnxGraph Loop()
    {
        var body = new OnnxGraph("body")
            .Input("i", OnnxGraph.Int64).Input("go", OnnxGraph.Bool).Input("v", OnnxGraph.Float, 1)
            .Output("go_on", OnnxGraph.Bool).Output("w", OnnxGraph.Float, 1)
            .Constant("one", [1f], 1).Node("Identity", "go", "go_on").Node("Add", "v one", "w");
        return new OnnxGraph("loop")
            .Input("rounds", OnnxGraph.Int64).Input("go", OnnxGraph.Bool).Input("x", OnnxGraph.Float, 1).Output("z", OnnxGraph.Float, 1)
            .Node("Loop", "rounds go x", "z", "body", body);
    }
}
