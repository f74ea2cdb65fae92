using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Modules;

namespace EdgeAgent.Inference.Video.Frames;

/// <summary>
/// Turns a crop of a YUV picture into a model's input tensor in one pass: each row is sampled, becomes red, green and blue, is normalised and written where the layout has it. What depends
/// on sizes alone is made once and kept; nothing is allocated for a frame of the same size and crop. Not thread-safe.
/// </summary>
public sealed class TensorPainter
{
    private readonly PictureInput _input;
    private readonly float[] _luma;
    private readonly float[] _u;
    private readonly float[] _v;
    private readonly float[][] _channels;
    private readonly float[] _pads;
    private readonly bool _isStraight;
    private (int Width, int Height, int X, int Y, int CropWidth, int CropHeight) _for;
    private PlaneSampler? _lumaSampler;
    private PlaneSampler? _chromaSampler;

    /// <summary>A painter for one model's input.</summary>
    public TensorPainter(PictureInput input)
    {
        _input = input;
        _luma = new float[input.Width];
        _u = new float[input.Width];
        _v = new float[input.Width];
        _channels = [new float[input.Width], new float[input.Width], new float[input.Width]];
        _pads = [.. input.Mean.Zip(input.Deviation, (mean, deviation) => (input.Pad - mean) * (1 / deviation))];
        _isStraight = input is { Layout: TensorLayout.Nchw, Type: TensorType.Float32 };
    }

    /// <summary>Where the picture that was painted last lies in the input.</summary>
    public PictureMap Map { get; private set; }

    /// <summary>Bytes of the tensor.</summary>
    public int TensorBytes => _input.Width * _input.Height * 3 * (_input.Type == TensorType.UInt8 ? 1 : 4);

    /// <summary>Paints a whole picture.</summary>
    public void Paint(YuvFrame frame, Span<byte> tensor) => Paint(frame, 0, 0, frame.Width, frame.Height, tensor);

    /// <summary>Paints a crop.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="x">Left of the crop, pixels.</param>
    /// <param name="y">Top of the crop, pixels.</param>
    /// <param name="width">Width of the crop, pixels.</param>
    /// <param name="height">Height of the crop, pixels.</param>
    /// <param name="tensor">The input's memory, <see cref="TensorBytes"/> bytes.</param>
    public void Paint(YuvFrame frame, int x, int y, int width, int height, Span<byte> tensor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length, TensorBytes);
        if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > frame.Width || y + height > frame.Height)
        {
            throw new ArgumentOutOfRangeException(nameof(x), $"crop {x},{y} {width}x{height} of a picture of {frame.Width}x{frame.Height}");
        }

        Prepare(frame, x, y, width, height);
        for (var row = 0; row < _input.Height; row++)
        {
            if (row < Map.PlaceY || row >= Map.PlaceY + Map.PlaceHeight)
            {
                for (var c = 0; c < 3; c++)
                {
                    Channel(c, row, tensor).Fill(_pads[c]);
                }
            }
            else
            {
                SampleRow(frame, row, tensor);
            }

            if (!_isStraight)
            {
                WriteRow(row, tensor);
            }
        }
    }

    // Where a row of a channel goes: into the tensor where it lies there as it is made.
    private Span<float> Channel(int channel, int row, Span<byte> tensor) =>
        _isStraight ? MemoryMarshal.Cast<byte, float>(tensor).Slice(((channel * _input.Height) + row) * _input.Width, _input.Width) : _channels[channel];

    private void Prepare(YuvFrame frame, int x, int y, int width, int height)
    {
        var key = (frame.Width, frame.Height, x, y, width, height);
        if (_for == key)
        {
            return;
        }

        _for = key;
        Map = PictureMap.Of(_input, x, y, width, height);
        _lumaSampler = new PlaneSampler(frame.Width, frame.Height, AxisTaps.Of(frame.Width, x, width, Map.PlaceWidth), AxisTaps.Of(frame.Height, y, height, Map.PlaceHeight));
        _chromaSampler = new PlaneSampler(
            frame.ChromaWidth, frame.ChromaHeight, AxisTaps.Of(frame.ChromaWidth, x / 2.0, width / 2.0, Map.PlaceWidth), AxisTaps.Of(frame.ChromaHeight, y / 2.0, height / 2.0, Map.PlaceHeight));
    }

    private void SampleRow(YuvFrame frame, int row, Span<byte> tensor)
    {
        var (from, count) = (Map.PlaceX, Map.PlaceWidth);
        var sampled = row - Map.PlaceY;
        _lumaSampler!.Row(frame.Y, sampled, _luma.AsSpan(0, count));
        _chromaSampler!.Row(frame.U, sampled, _u.AsSpan(0, count));
        _chromaSampler.Row(frame.V, sampled, _v.AsSpan(0, count));
        var color = frame.Color;
        for (var c = 0; c < 3; c++)
        {
            var channel = Channel(c, row, tensor);
            channel[..from].Fill(_pads[c]);
            channel[(from + count)..].Fill(_pads[c]);
            var (ofU, ofV) = c == 1 ? (color.GreenOfU, color.GreenOfV) : (c == 0) == _input.IsBgr ? (color.BlueOfU, 0) : (0, color.RedOfV);
            Mix(channel.Slice(from, count), color, (ofU, ofV), _input.Mean[c], 1 / _input.Deviation[c]);
        }
    }

    // A colour from luma and chroma, held within 0 to 255, then as the model wants it.
    private void Mix(Span<float> target, in YuvColor color, (float OfU, float OfV) share, float mean, float factor)
    {
        var offset = -(color.LumaOffset * color.LumaGain) - (128 * (share.OfU + share.OfV));
        var luma = _luma.AsSpan(0, target.Length);
        var done = 0;
        for (; done <= target.Length - Vector<float>.Count; done += Vector<float>.Count)
        {
            var sum = (new Vector<float>(luma[done..]) * color.LumaGain) + (new Vector<float>(_u.AsSpan(done)) * share.OfU) + (new Vector<float>(_v.AsSpan(done)) * share.OfV) + new Vector<float>(offset);
            ((Vector.Min(Vector.Max(sum, Vector<float>.Zero), new Vector<float>(255)) - new Vector<float>(mean)) * factor).CopyTo(target[done..]);
        }

        for (; done < target.Length; done++)
        {
            target[done] = (Math.Clamp((luma[done] * color.LumaGain) + (_u[done] * share.OfU) + (_v[done] * share.OfV) + offset, 0, 255) - mean) * factor;
        }
    }

    private void WriteRow(int row, Span<byte> tensor)
    {
        for (var c = 0; c < 3; c++)
        {
            var source = _channels[c];
            var (start, step) = _input.Layout == TensorLayout.Nchw ? (((c * _input.Height) + row) * _input.Width, 1) : ((row * _input.Width * 3) + c, 3);
            switch (_input.Type)
            {
                case TensorType.Float32:
                    Scatter(source, MemoryMarshal.Cast<byte, float>(tensor), start, step, v => v);
                    break;
                case TensorType.Int32:
                    Scatter(source, MemoryMarshal.Cast<byte, int>(tensor), start, step, v => (int)MathF.Round(v));
                    break;
                default:
                    Scatter(source, tensor, start, step, v => (byte)Math.Clamp(MathF.Round(v), 0, 255));
                    break;
            }
        }
    }

    private static void Scatter<T>(float[] source, Span<T> target, int start, int step, Func<float, T> convert)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[start + (i * step)] = convert(source[i]);
        }
    }
}
