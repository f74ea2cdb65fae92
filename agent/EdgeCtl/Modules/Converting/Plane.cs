using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>
/// Where a picture's height, width and channels stand among TensorFlow's four axes. With NCHW, strides stand at those axes too, as TensorFlow defines it; TF.js
/// takes them from axes 1 and 2 always.
/// </summary>
/// <param name="Height">Axis of the height.</param>
/// <param name="Width">Axis of the width.</param>
/// <param name="Channel">Axis of the channels.</param>
internal readonly record struct Plane(int Height, int Width, int Channel)
{
    /// <summary>The order that stores a picture as NCHW.</summary>
    public int[] Order => [0, Channel, Height, Width];

    /// <summary>Reads it from a node's data_format.</summary>
    public static Plane Of(TfNode node) => node.Text("data_format", "NHWC") switch
    {
        "NHWC" => new Plane(1, 2, 3),
        "NCHW" => new Plane(2, 3, 1),
        var other => throw node.Fault($"data_format '{TfNode.Shown(other)}' found; expected NHWC or NCHW"),
    };

    /// <summary>Height and width of a shape.</summary>
    public int[] SizeOf(int[] shape) => [shape[Height], shape[Width]];

    /// <summary>A shape with these axes.</summary>
    public int[] ShapeOf(int batch, int channels, int[] size)
    {
        var shape = new int[4];
        (shape[0], shape[Channel], shape[Height], shape[Width]) = (batch, channels, size[0], size[1]);
        return shape;
    }
}
