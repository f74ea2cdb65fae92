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
    private readonly int[] _at;
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
        _at = [.. across.First.Select(f => f - _from)];
        _row = new float[across.First.Max() + across.Count - _from];
    }

    /// <summary>Makes row <paramref name="index"/>.</summary>
    public void Row(ReadOnlySpan<byte> plane, int index, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Length, _at.Length);
        var first = _down.First[index];
        var weights = _down.Weights.AsSpan(index * _down.Count, _down.Count);
        var done = Math.Min(2, _down.Count);
        if (done == 2)
        {
            Blend(Source(plane, first), weights[0], Source(plane, first + 1), weights[1]);
        }
        else
        {
            Accumulate(Source(plane, first), weights[0], isFirst: true);
        }

        for (var k = done; k < _down.Count; k++)
        {
            Accumulate(Source(plane, first + k), weights[k], isFirst: false);
        }

        if (_across.Count == 2)
        {
            SumPairs(target);
        }
        else
        {
            Sum(target);
        }
    }

    private ReadOnlySpan<byte> Source(ReadOnlySpan<byte> plane, int row) => plane.Slice((row * _stride) + _from, _row.Length);

    // Bilinear sampling, which is what most cameras need: unrolled, and without a check of each index, which were made with the row.
    private void SumPairs(Span<float> target)
    {
        ref var row = ref MemoryMarshal.GetArrayDataReference(_row);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_across.Weights);
        ref var at = ref MemoryMarshal.GetArrayDataReference(_at);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (nint i = 0; i < target.Length; i++)
        {
            ref var source = ref Unsafe.Add(ref row, Unsafe.Add(ref at, i));
            ref var weight = ref Unsafe.Add(ref weights, i * 2);
            Unsafe.Add(ref to, i) = (source * weight) + (Unsafe.Add(ref source, 1) * Unsafe.Add(ref weight, 1));
        }
    }

    private void Sum(Span<float> target)
    {
        var count = _across.Count;
        for (var i = 0; i < target.Length; i++)
        {
            var sum = 0f;
            var source = _row.AsSpan(_at[i], count);
            var weights = _across.Weights.AsSpan(i * count, count);
            for (var k = 0; k < source.Length; k++)
            {
                sum += source[k] * weights[k];
            }

            target[i] = sum;
        }
    }

    // Two rows at once, so that what is between is not written and read again.
    private void Blend(ReadOnlySpan<byte> upper, float upperWeight, ReadOnlySpan<byte> lower, float lowerWeight)
    {
        var done = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var above = ref MemoryMarshal.GetReference(upper);
            ref var below = ref MemoryMarshal.GetReference(lower);
            ref var to = ref MemoryMarshal.GetArrayDataReference(_row);
            var (ofUpper, ofLower) = (Vector128.Create(upperWeight), Vector128.Create(lowerWeight));
            for (; done <= upper.Length - Vector128<byte>.Count; done += Vector128<byte>.Count)
            {
                var (a, b) = Vector128.Widen(Vector128.LoadUnsafe(ref above, (nuint)done));
                var (c, d) = Vector128.Widen(Vector128.LoadUnsafe(ref below, (nuint)done));
                Mix(a, ofUpper, c, ofLower, ref to, done);
                Mix(b, ofUpper, d, ofLower, ref to, done + 8);
            }
        }

        for (; done < upper.Length; done++)
        {
            _row[done] = (upper[done] * upperWeight) + (lower[done] * lowerWeight);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(Vector128<ushort> upper, Vector128<float> ofUpper, Vector128<ushort> lower, Vector128<float> ofLower, ref float to, int at)
    {
        var (a, b) = Vector128.Widen(upper);
        var (c, d) = Vector128.Widen(lower);
        ((Vector128.ConvertToSingle(a.AsInt32()) * ofUpper) + (Vector128.ConvertToSingle(c.AsInt32()) * ofLower)).StoreUnsafe(ref to, (nuint)at);
        ((Vector128.ConvertToSingle(b.AsInt32()) * ofUpper) + (Vector128.ConvertToSingle(d.AsInt32()) * ofLower)).StoreUnsafe(ref to, (nuint)at + 4);
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
