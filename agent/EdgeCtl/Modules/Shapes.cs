using System.Globalization;

namespace EdgeCtl.Modules;

/// <summary>Arithmetic of shapes and of orders of axes.</summary>
internal static class Shapes
{
    /// <summary>Most axes of a tensor.</summary>
    public const int MaxRank = 8;

    /// <summary>Numbers in a tensor; long.MaxValue when there are more than that.</summary>
    public static long CountOf(IReadOnlyList<int> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count = size == 0 ? 0 : count > long.MaxValue / size ? long.MaxValue : count * size;
        }

        return count;
    }

    /// <summary>For messages: [1,3,416,416].</summary>
    public static string Text(IEnumerable<int> shape) => $"[{string.Join(',', shape.Select(s => s.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>The order that changes nothing.</summary>
    public static int[] Same(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>Whether an order changes nothing.</summary>
    public static bool IsSame(IReadOnlyList<int> order) => order.Select((axis, i) => axis == i).All(isEqual => isEqual);

    /// <summary>Whether it names each axis once.</summary>
    public static bool IsOrder(IReadOnlyCollection<int> order) => order.Order().SequenceEqual(Enumerable.Range(0, order.Count));

    /// <summary>The order that undoes another.</summary>
    public static int[] Inverse(IReadOnlyList<int> order)
    {
        var inverse = new int[order.Count];
        for (var i = 0; i < order.Count; i++)
        {
            inverse[order[i]] = i;
        }

        return inverse;
    }

    /// <summary>What is at the axes of an order, in that order.</summary>
    public static T[] Take<T>(IReadOnlyList<T> values, IReadOnlyList<int> order) => [.. order.Select(axis => values[axis])];

    /// <summary>Shape with ones before it until it has a rank; itself when it has as many axes already.</summary>
    public static int[] Widen(IReadOnlyList<int> shape, int rank) => [.. Enumerable.Repeat(1, Math.Max(0, rank - shape.Count)), .. shape];

    /// <summary>Shape of two shapes that are stretched to each other (NumPy's rules); null when they do not fit.</summary>
    public static int[]? Broadcast(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        var rank = Math.Max(first.Count, second.Count);
        var (a, b) = (Widen(first, rank), Widen(second, rank));
        var shape = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            if (a[i] != b[i] && a[i] != 1 && b[i] != 1)
            {
                return null;
            }

            shape[i] = a[i] == 1 ? b[i] : a[i];
        }

        return shape;
    }
}
