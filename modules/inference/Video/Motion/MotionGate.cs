using System.Numerics;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Motion;

/// <summary>
/// Lets those pictures through in which something moves, so that an empty lane costs no inference. Each block's mean luma is compared with a running background and with how much that block
/// changes by itself (leaves, water, noise). Pure: time comes in; allocates nothing for a picture. Not thread-safe; one for each camera and picture size.
/// </summary>
public sealed class MotionGate
{
    private const float Noise = 3;
    private const float LightShare = 0.6f;
    private const float SlowShare = 0.25f;

    private readonly MotionOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly int _columns;
    private readonly int _rows;
    private readonly float[] _means;
    private readonly float[] _background;
    private readonly float[] _restless;
    private readonly float[] _counts;
    private readonly float[] _changed;
    private readonly int _watched;
    private long _lastNs = long.MinValue;
    private long _openUntilNs = long.MinValue;
    private long _recheckNs;

    /// <summary>A gate for pictures of one size.</summary>
    /// <param name="width">Pixels, 16 or more.</param>
    /// <param name="height">Pixels, 16 or more.</param>
    /// <param name="options">When a picture counts as moving.</param>
    public MotionGate(int width, int height, MotionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2 * BlockMeans.Edge);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2 * BlockMeans.Edge);
        (_options, _width, _height) = (options, width, height);
        (_columns, _rows) = (width / BlockMeans.Edge, height / BlockMeans.Edge);
        _means = new float[_columns * _rows];
        _background = new float[_means.Length];
        _restless = new float[_means.Length];
        _changed = new float[_means.Length];
        _counts = new float[_means.Length];
        for (var i = 0; i < _counts.Length; i++)
        {
            var (x, y) = (((i % _columns) + 0.5) * BlockMeans.Edge / width, ((i / _columns) + 0.5) * BlockMeans.Edge / height);
            _counts[i] = options.Masks.Any(m => m.Contains(x, y)) ? 0 : 1;
        }

        _watched = (int)_counts.Sum();
    }

    /// <summary>Looks at a picture.</summary>
    /// <param name="frame">Of the gate's size.</param>
    public MotionResult Step(YuvFrame frame)
    {
        if (frame.Width != _width || frame.Height != _height)
        {
            throw new ArgumentException($"a picture of {frame.Width}x{frame.Height}, expected {_width}x{_height}", nameof(frame));
        }

        BlockMeans.Compute(frame.Y, _width, _height, _means);
        var nowNs = frame.MonoNs;
        if (_lastNs == long.MinValue)
        {
            _means.CopyTo(_background, 0);
            _lastNs = nowNs;
            _recheckNs = nowNs;
        }

        Update((float)(1 - Math.Exp(-(nowNs - _lastNs) / 1e6 / _options.LearnMs)));
        _lastNs = nowNs;
        var blocks = CountTouching(out var all);
        var isLight = all > LightShare * _watched && _watched > 0;
        if (isLight)
        {
            _means.CopyTo(_background, 0);
        }

        if (blocks >= _options.Blocks)
        {
            _openUntilNs = nowNs + (_options.HoldMs * 1_000_000);
        }

        var isOpen = nowNs < _openUntilNs || blocks >= _options.Blocks || nowNs >= _recheckNs;
        _recheckNs = isOpen ? nowNs + (_options.RecheckMs * 1_000_000) : _recheckNs;
        return new MotionResult(isOpen, blocks, isLight);
    }

    // A block that changed is learned slowly, so that somebody who waits does not become background at once; how restless it is, is learned from quiet times.
    private void Update(float share)
    {
        var (threshold, all, slow) = (new Vector<float>(_options.Threshold), new Vector<float>(share), new Vector<float>(share * SlowShare));
        var i = 0;
        for (; i <= _means.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var background = new Vector<float>(_background, i);
            var restless = new Vector<float>(_restless, i);
            var difference = new Vector<float>(_means, i) - background;
            var size = Vector.Abs(difference);
            var isChanged = Vector.GreaterThan(size, Vector.Max(threshold, restless * Noise));
            (background + (difference * Vector.ConditionalSelect(isChanged, slow, all))).CopyTo(_background, i);
            Vector.Max(Vector<float>.Zero, restless + ((size - restless) * Vector.ConditionalSelect(isChanged, slow, all))).CopyTo(_restless, i);
            Vector.ConditionalSelect(isChanged, new Vector<float>(_counts, i), Vector<float>.Zero).CopyTo(_changed, i);
        }

        for (; i < _means.Length; i++)
        {
            var difference = _means[i] - _background[i];
            var size = Math.Abs(difference);
            var isChanged = size > Math.Max(_options.Threshold, _restless[i] * Noise);
            var pace = isChanged ? share * SlowShare : share;
            _background[i] += difference * pace;
            _restless[i] = Math.Max(0, _restless[i] + ((size - _restless[i]) * pace));
            _changed[i] = isChanged ? _counts[i] : 0;
        }
    }

    // A block alone is noise: it counts when one beside, above or below it changed too.
    private int CountTouching(out int all)
    {
        var count = 0;
        all = 0;
        for (var i = 0; i < _changed.Length; i++)
        {
            // Most of a picture is still: that is passed over quickly.
            while (i <= _changed.Length - Vector<float>.Count && Vector.EqualsAll(new Vector<float>(_changed, i), Vector<float>.Zero))
            {
                i += Vector<float>.Count;
            }

            if (i == _changed.Length || _changed[i] == 0)
            {
                continue;
            }

            all++;
            var column = i % _columns;
            count += (column > 0 && _changed[i - 1] > 0) || (column < _columns - 1 && _changed[i + 1] > 0) || (i >= _columns && _changed[i - _columns] > 0)
                || (i < _changed.Length - _columns && _changed[i + _columns] > 0) ? 1 : 0;
        }

        return count;
    }
}
