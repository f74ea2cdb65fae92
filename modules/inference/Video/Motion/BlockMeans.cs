using System.Runtime.CompilerServices;
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
        Span<Vector128<ulong>> sums = stackalloc Vector128<ulong>[Sse2.IsSupported ? columns / 2 : 0];
        for (var row = 0; row < rows; row++)
        {
            Row(luma.Slice(row * Edge * width, Edge * width), width, means.Slice(row * columns, columns), sums);
        }
    }

    private static void Row(ReadOnlySpan<byte> luma, int width, Span<float> means, Span<Vector128<ulong>> sums)
    {
        ref var first = ref MemoryMarshal.GetReference(luma);
        var column = 0;
        if (Sse2.IsSupported)
        {
            column = sums.Length * 2;
            AddLines(ref first, width, sums);
            for (var i = 0; i < sums.Length; i++)
            {
                means[2 * i] = (uint)sums[i].ToScalar() * Scale;
                means[(2 * i) + 1] = (uint)sums[i].GetElement(1) * Scale;
            }
        }

        for (; column <= means.Length - 2 && Vector128.IsHardwareAccelerated; column += 2)
        {
            var (left, right) = Widened(ref first, column * Edge, width);
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

    // Line by line, as the picture lies in memory: the processor fetches ahead then, which block by block it does not.
    private static void AddLines(ref byte first, int width, Span<Vector128<ulong>> sums)
    {
        sums.Clear();
        ref var sum = ref MemoryMarshal.GetReference(sums);
        for (var y = 0; y < Edge; y++)
        {
            ref var line = ref Unsafe.Add(ref first, y * width);
            for (nint i = 0; i < sums.Length; i++)
            {
                Unsafe.Add(ref sum, i) += Sse2.SumAbsoluteDifferences(Vector128.LoadUnsafe(ref line, (nuint)i * 2 * Edge), Vector128<byte>.Zero).AsUInt64();
            }
        }
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
