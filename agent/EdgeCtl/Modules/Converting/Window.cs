using EdgeCtl.Modules.Onnx;
using EdgeCtl.Modules.TfJs;

namespace EdgeCtl.Modules.Converting;

/// <summary>A window that is moved over a picture, by ONNX's attributes. Each list is height, width; pads are top, left, bottom, right.</summary>
/// <param name="Kernel">Size, pixels.</param>
/// <param name="Strides">Pixels from one place to the next.</param>
/// <param name="Dilations">Pixels from one number of the window to the next.</param>
/// <param name="Pads">Pixels added around the picture.</param>
/// <param name="Output">Places.</param>
internal sealed record Window(int[] Kernel, int[] Strides, int[] Dilations, int[] Pads, int[] Output)
{
    private const int MaxStep = 1 << 12;

    /// <summary>Reads it from a node: strides, dilations and padding (SAME, VALID, EXPLICIT) as TensorFlow defines them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="plane">Where height and width stand.</param>
    /// <param name="kernel">Size of the window.</param>
    /// <param name="picture">Size of the picture.</param>
    public static Window Of(TfNode node, Plane plane, int[] kernel, int[] picture)
    {
        if (kernel.Any(k => k > MaxStep))
        {
            throw node.Fault($"a window of {Shapes.Text(kernel)}; expected at most {MaxStep} each way");
        }

        var strides = StepsOf(node, "strides", plane);
        var dilations = StepsOf(node, "dilations", plane);
        var (pads, output) = (new int[4], new int[2]);
        var padding = node.Text("padding", "");
        var own = padding == "EXPLICIT" ? ExplicitPads(node, plane) : pads;
        for (var i = 0; i < 2; i++)
        {
            var span = ((kernel[i] - 1) * dilations[i]) + 1;
            switch (padding)
            {
                case "SAME":
                    // An odd pixel goes behind.
                    output[i] = (picture[i] + strides[i] - 1) / strides[i];
                    var total = Math.Max(0, ((output[i] - 1) * strides[i]) + span - picture[i]);
                    (pads[i], pads[i + 2]) = (total / 2, total - (total / 2));
                    break;
                case "VALID" or "EXPLICIT":
                    (pads[i], pads[i + 2]) = (own[i], own[i + 2]);
                    output[i] = ((picture[i] + pads[i] + pads[i + 2] - span) / strides[i]) + 1;
                    break;
                default:
                    throw node.Fault($"padding '{TfNode.Shown(padding)}' found; expected SAME, VALID or EXPLICIT");
            }

            if (picture[i] + pads[i] + pads[i + 2] < span)
            {
                throw node.Fault($"a window of {Shapes.Text(kernel)} on a picture of {Shapes.Text(picture)}; expected a smaller one");
            }
        }

        return new Window(kernel, strides, dilations, pads, output);
    }

    /// <summary>The same window on the picture before a padding: it adds the pixels by itself.</summary>
    /// <param name="padding">Of a value stored as NCHW.</param>
    public Window With(Padding padding) => this with
    {
        Pads = [Pads[0] + padding.Before[2], Pads[1] + padding.Before[3], Pads[2] + padding.After[2], Pads[3] + padding.After[3]],
    };

    /// <summary>ONNX's attributes of a convolution or pooling.</summary>
    public List<OnnxAttribute> Attributes() =>
    [
        OnnxAttribute.Of("kernel_shape", Kernel), OnnxAttribute.Of("strides", Strides), OnnxAttribute.Of("pads", Pads),
        .. Dilations.All(d => d == 1) ? Array.Empty<OnnxAttribute>() : [OnnxAttribute.Of("dilations", Dilations)],
    ];

    private static int[] StepsOf(TfNode node, string name, Plane plane)
    {
        var steps = node.Wholes(name) is { Length: > 0 } own ? own : [1, 1, 1, 1];
        if (steps.Length != 4 || steps[0] != 1 || steps[plane.Channel] != 1 || steps.Any(s => s is < 1 or > MaxStep))
        {
            throw node.Fault($"{name} {Shapes.Text(steps)} found; expected four numbers from 1 to {MaxStep}, 1 for batch and channels");
        }

        return [steps[plane.Height], steps[plane.Width]];
    }

    private static int[] ExplicitPads(TfNode node, Plane plane)
    {
        var pads = node.Wholes("explicit_paddings");
        if (pads.Length != 8 || pads.Any(p => p is < 0 or > MaxStep) || pads[0] + pads[1] + pads[2 * plane.Channel] + pads[(2 * plane.Channel) + 1] != 0)
        {
            throw node.Fault($"explicit_paddings {Shapes.Text(pads)} found; expected eight numbers from 0 to {MaxStep}, 0 for batch and channels");
        }

        return [pads[2 * plane.Height], pads[2 * plane.Width], pads[(2 * plane.Height) + 1], pads[(2 * plane.Width) + 1]];
    }
}
