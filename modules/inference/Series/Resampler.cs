using EdgeAgent.Core.Modules;

namespace EdgeAgent.Inference.Series;

/// <summary>
/// Makes samples of readings by a module's rule: <see cref="Push"/> a reading, then <see cref="TryTake"/> until there is none. A sample is stamped with its interval's begin and comes when a reading of a later interval does.
/// Pure: times come in; allocates nothing. Not thread-safe.
/// </summary>
/// <param name="sampling">The rule.</param>
public sealed class Resampler(SeriesSampling sampling)
{
    /// <summary>Most missing samples that are made up in one gap; the rest of it stays empty.</summary>
    public const int MostFilled = 10_000;

    private readonly long _intervalMs = sampling.IntervalMs;
    private bool _isBegun;
    private SeriesPoint _before;
    private SeriesPoint _newest;
    private double _sum;
    private long _count;
    private double _held = double.NaN;
    private bool _hasDone;
    private SeriesPoint _done;
    private long _next;
    private long _end;

    /// <summary>Readings that were not later than the one before them and were left out; none where there is no interval.</summary>
    public long Late { get; private set; }

    /// <summary>Takes a reading.</summary>
    /// <param name="reading">With a finite value.</param>
    /// <returns>False when it is left out.</returns>
    public bool Push(SeriesPoint reading)
    {
        if (_intervalMs == 0)
        {
            // Each reading is a sample, in the order in which they come.
            (_hasDone, _done) = (true, reading);
            return true;
        }

        if (_isBegun && reading.UnixMs <= _newest.UnixMs)
        {
            Late++;
            return false;
        }

        (_before, _newest) = (_isBegun ? _newest : reading, reading);
        if (sampling.Rule == ResampleRule.Linear)
        {
            // From the first begin of an interval after the reading before to the last one not after this.
            _next = SlotOf(_before.UnixMs) + (_isBegun || _before.UnixMs % _intervalMs != 0 ? 1 : 0);
            _end = SlotOf(reading.UnixMs) + 1;
            Bound();
        }
        else
        {
            Gather(reading);
        }

        _isBegun = true;
        return true;
    }

    /// <summary>Takes the next sample that is ready; false when there is none.</summary>
    /// <param name="sample">The sample.</param>
    public bool TryTake(out SeriesPoint sample)
    {
        if (_hasDone)
        {
            (_hasDone, sample, _held) = (false, _done, _done.Value);
            return true;
        }

        while (_next < _end)
        {
            var at = _next++ * _intervalMs;
            if (sampling.Rule == ResampleRule.Linear && _newest.UnixMs - _before.UnixMs <= 2 * _intervalMs)
            {
                var span = _newest.UnixMs - _before.UnixMs;
                _held = span == 0 ? _newest.Value : _before.Value + ((_newest.Value - _before.Value) * (at - _before.UnixMs) / span);
                sample = new SeriesPoint(at, _held);
                return true;
            }

            if (TryFill(at, out sample))
            {
                return true;
            }
        }

        sample = default;
        return false;
    }

    private bool TryFill(long atMs, out SeriesPoint sample)
    {
        // A reading at the very begin of an interval is its sample, however far the others are.
        var value = sampling.Rule == ResampleRule.Linear && atMs == _newest.UnixMs ? _newest.Value : sampling.Missing == MissingRule.Hold ? _held : double.NaN;
        sample = new SeriesPoint(atMs, value);
        _held = double.IsNaN(value) ? _held : value;
        return !double.IsNaN(value) || sampling.Missing == MissingRule.Nan;
    }

    private void Gather(SeriesPoint reading)
    {
        var slot = SlotOf(reading.UnixMs);
        var open = SlotOf(_before.UnixMs);
        if (_count > 0 && slot > open)
        {
            (_hasDone, _done) = (true, new SeriesPoint(open * _intervalMs, sampling.Rule == ResampleRule.Mean ? _sum / _count : _before.Value));
            (_next, _end, _sum, _count) = (open + 1, slot, 0, 0);
            Bound();
        }

        _sum += reading.Value;
        _count++;
    }

    // A gap that begins the series anew is not filled, and none beyond all measure.
    private void Bound()
    {
        var isGap = sampling.LongestGapMs > 0 && _newest.UnixMs - _before.UnixMs > sampling.LongestGapMs;
        _next = isGap && sampling.Rule == ResampleRule.Linear ? SlotOf(_newest.UnixMs) : isGap ? _end : Math.Max(_next, _end - MostFilled);
    }

    private long SlotOf(long unixMs) => unixMs >= 0 ? unixMs / _intervalMs : -((_intervalMs - 1 - unixMs) / _intervalMs);
}
