using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Inference.Video.Frames;

/// <summary>Makes rows of a plane at another size. Allocates nothing per row. Not thread-safe.</summary>
internal sealed class PlaneSampler
{
    private readonly AxisTaps _across;
    private readonly AxisTaps _down;
    private readonly int _stride;
    private readonly int _from;
    private readonly float[] _row;

    /// <param name="width">Samples of a row of the plane.</param>
    /// <param name="height">Rows of the plane.</param>
    /// <param name="across">Taps along a row.</param>
    /// <param name="down">Taps along a column.</param>
    public PlaneSampler(int width, int height, AxisTaps across, AxisTaps down)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, down.Count);
        _stride = width;
        _across = across;
        _down = down;
        _from = across.First.Min();
        _row = new float[across.First.Max() + across.Count - _from];
    }

    /// <summary>Makes row <paramref name="index"/>.</summary>
    public void Row(ReadOnlySpan<byte> plane, int index, Span<float> target)
    {
        var first = _down.First[index];
        for (var k = 0; k < _down.Count; k++)
        {
            Accumulate(plane.Slice(((first + k) * _stride) + _from, _row.Length), _down.Weights[(index * _down.Count) + k], isFirst: k == 0);
        }

        var count = _across.Count;
        for (var i = 0; i < target.Length; i++)
        {
            var sum = 0f;
            var from = _across.First[i] - _from;
            for (var k = 0; k < count; k++)
            {
                sum += _row[from + k] * _across.Weights[(i * count) + k];
            }

            target[i] = sum;
        }
    }

    private void Accumulate(ReadOnlySpan<byte> source, float weight, bool isFirst)
    {
        if (weight == 0 && !isFirst)
        {
            return;
        }

        var done = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(source);
            ref var to = ref MemoryMarshal.GetArrayDataReference(_row);
            var factor = Vector128.Create(weight);
            for (; done <= source.Length - Vector128<byte>.Count; done += Vector128<byte>.Count)
            {
                var bytes = Vector128.LoadUnsafe(ref from, (nuint)done);
                var (low, high) = Vector128.Widen(bytes);
                var (a, b) = Vector128.Widen(low);
                var (c, d) = Vector128.Widen(high);
                Store(a, factor, ref to, done, isFirst);
                Store(b, factor, ref to, done + 4, isFirst);
                Store(c, factor, ref to, done + 8, isFirst);
                Store(d, factor, ref to, done + 12, isFirst);
            }
        }

        for (; done < source.Length; done++)
        {
            _row[done] = (isFirst ? 0 : _row[done]) + (source[done] * weight);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<uint> samples, Vector128<float> factor, ref float to, int at, bool isFirst)
    {
        var product = Vector128.ConvertToSingle(samples.AsInt32()) * factor;
        var sum = isFirst ? product : product + Vector128.LoadUnsafe(ref to, (nuint)at);
        sum.StoreUnsafe(ref to, (nuint)at);
    }
}
