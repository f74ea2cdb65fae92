using EdgeAgent.Core.Points;

namespace EdgeAgent.Pipeline.Hosting;

/// <summary>The newest reading of each point and its last good values, for people who look. One writer, many readers; fixed memory: 516 bytes a point.</summary>
public sealed class PointMemory
{
    /// <summary>Good values kept of each point.</summary>
    public const int HistoryLength = 60;

    private readonly object _gate = new();
    private readonly PointTable _table;
    private readonly Reading[] _latest;
    private readonly double[] _history;
    private readonly int[] _written;
    private readonly long[] _byQuality = new long[QualityNames.Count];

    /// <summary>Makes an empty memory for a site's points.</summary>
    public PointMemory(PointTable table)
    {
        _table = table;
        _latest = new Reading[table.Points.Count];
        _history = new double[table.Points.Count * HistoryLength];
        _written = new int[table.Points.Count];
    }

    /// <summary>Takes a batch.</summary>
    public void Take(ReadOnlySpan<Reading> readings)
    {
        lock (_gate)
        {
            foreach (ref readonly var reading in readings)
            {
                _latest[reading.Point] = reading;
                _byQuality[(int)reading.Quality]++;
                if (reading.Quality == Quality.Good)
                {
                    _history[(reading.Point * HistoryLength) + (_written[reading.Point]++ % HistoryLength)] = reading.Value;
                }
            }
        }
    }

    /// <summary>Newest reading of a point; the default one when it was never read.</summary>
    public Reading Latest(int point)
    {
        lock (_gate)
        {
            return _latest[point];
        }
    }

    /// <summary>Readings taken with a quality, since the site was loaded.</summary>
    public long CountOf(Quality quality)
    {
        lock (_gate)
        {
            return _byQuality[(int)quality];
        }
    }

    /// <summary>Copies a point's newest good values, oldest first; none for a personal point.</summary>
    public int History(int point, Span<double> target)
    {
        if (_table.Points[point].Grade == Grade.Personal)
        {
            return 0;
        }

        lock (_gate)
        {
            var written = _written[point];
            var count = Math.Min(Math.Min(written, HistoryLength), target.Length);
            for (var i = 0; i < count; i++)
            {
                target[i] = _history[(point * HistoryLength) + ((written - count + i) % HistoryLength)];
            }

            return count;
        }
    }
}
