using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeAgent.Inference.Video.Motion;

/// <summary>Mean luma of blocks of 8 by 8 pixels. Up to seven pixels at the right and the bottom belong to no block. Allocates nothing.</summary>
internal static class BlockMeans
{
    /// <summary>Edge of a block, pixels.</summary>
    public const int Edge = 8;

    private const float Scale = 1f / (Edge * Edge);

    /// <summary>Fills <paramref name="means"/> [height/8,width/8] with means from 0 to 255.</summary>
    public static void Compute(ReadOnlySpan<byte> luma, int width, int height, Span<float> means)
    {
        var (columns, rows) = (width / Edge, height / Edge);
        for (var row = 0; row < rows; row++)
        {
            Row(luma.Slice(row * Edge * width, Edge * width), width, means.Slice(row * columns, columns));
        }
    }

    private static void Row(ReadOnlySpan<byte> luma, int width, Span<float> means)
    {
        ref var first = ref MemoryMarshal.GetReference(luma);
        var column = 0;
        for (; column <= means.Length - 2 && Vector128.IsHardwareAccelerated; column += 2)
        {
            var (left, right) = Sse2.IsSupported ? Differences(ref first, column * Edge, width) : Widened(ref first, column * Edge, width);
            means[column] = left * Scale;
            means[column + 1] = right * Scale;
        }

        for (; column < means.Length; column++)
        {
            var sum = 0;
            for (var y = 0; y < Edge; y++)
            {
                foreach (var sample in luma.Slice((y * width) + (column * Edge), Edge))
                {
                    sum += sample;
                }
            }

            means[column] = sum * Scale;
        }
    }

    private static (uint Left, uint Right) Differences(ref byte first, int x, int width)
    {
        var sums = Vector128<ulong>.Zero;
        for (var y = 0; y < Edge; y++)
        {
            sums += Sse2.SumAbsoluteDifferences(Vector128.LoadUnsafe(ref first, (nuint)((y * width) + x)), Vector128<byte>.Zero).AsUInt64();
        }

        return ((uint)sums.ToScalar(), (uint)sums.GetElement(1));
    }

    // The twin for processors that have no such instruction; a test compares both.
    internal static (uint Left, uint Right) Widened(ref byte first, int x, int width)
    {
        var (left, right) = (Vector128<ushort>.Zero, Vector128<ushort>.Zero);
        for (var y = 0; y < Edge; y++)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref first, (nuint)((y * width) + x)));
            left += low;
            right += high;
        }

        return (Vector128.Sum(left), Vector128.Sum(right));
    }
}
