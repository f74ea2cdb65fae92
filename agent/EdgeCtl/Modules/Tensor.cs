namespace EdgeCtl.Modules;

/// <summary>A constant: a shape and its numbers, the last axis fastest; float32 or whole numbers. Never changed once made.</summary>
internal sealed class Tensor
{
    private Tensor(int[] shape, float[]? reals, long[]? wholes)
    {
        Shape = shape;
        Reals = reals ?? [];
        Wholes = wholes ?? [];
        IsReal = reals is not null;
    }

    /// <summary>Size of each axis; empty for a single number.</summary>
    public int[] Shape { get; }

    /// <summary>Its numbers when they are float32; else empty.</summary>
    public float[] Reals { get; }

    /// <summary>Its numbers when they are whole; else empty.</summary>
    public long[] Wholes { get; }

    /// <summary>Whether the numbers are float32.</summary>
    public bool IsReal { get; }

    /// <summary>How many numbers.</summary>
    public int Count => IsReal ? Reals.Length : Wholes.Length;

    /// <summary>A tensor of float32.</summary>
    public static Tensor Of(int[] shape, float[] reals) => new(shape, reals, null);

    /// <summary>A tensor of whole numbers.</summary>
    public static Tensor Of(int[] shape, long[] wholes) => new(shape, null, wholes);

    /// <summary>A single number.</summary>
    public static Tensor Single(float real) => new([], [real], null);

    /// <summary>A list of whole numbers.</summary>
    public static Tensor List(params long[] wholes) => new([wholes.Length], null, wholes);

    /// <summary>The same numbers in another shape of as many.</summary>
    public Tensor Reshaped(int[] shape) => new(shape, IsReal ? Reals : null, IsReal ? null : Wholes);

    /// <summary>Axis i of the result is axis order[i] of this.</summary>
    public Tensor Transposed(IReadOnlyList<int> order)
    {
        if (Shapes.IsSame(order))
        {
            return this;
        }

        var shape = Shapes.Take(Shape, order);
        var steps = new int[Shape.Length];
        for (int axis = Shape.Length - 1, step = 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= Shape[axis];
        }

        var places = PlacesOf(shape, Shapes.Take(steps, order), Count);
        return IsReal ? Of(shape, [.. places.Select(p => Reals[p])]) : Of(shape, [.. places.Select(p => Wholes[p])]);
    }

    // Where each number of the result stands in this tensor.
    private static IEnumerable<int> PlacesOf(int[] shape, int[] steps, int count)
    {
        var index = new int[shape.Length];
        var place = 0;
        for (var i = 0; i < count; i++)
        {
            yield return place;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += steps[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                place -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
}
