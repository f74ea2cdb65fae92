using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>
/// Writes on their way: handed over by any thread, published by the source's, and confirmed by a report of the device with the new value. A report with another value is waited past: it may
/// have been on its way already.
/// </summary>
/// <param name="points">The source's points in order.</param>
/// <param name="pointBase">Index of the first in the site's table.</param>
internal sealed class WriteDesk(IReadOnlyList<MqttPoint> points, int pointBase)
{
    /// <summary>Writes that wait at most, for their turn and for their report.</summary>
    public const int Capacity = 32;

    private readonly ConcurrentQueue<PointWrite> _waiting = new();
    private readonly List<Pending> _pending = [];
    private int _count;
    private volatile bool _ended;

    /// <summary>When to step at the latest, CLOCK_BOOTTIME ns.</summary>
    public long NextDeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>Takes a write, from any thread; false when too many wait.</summary>
    public bool TryAdd(PointWrite write)
    {
        if (_ended || Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _waiting.Enqueue(write);
        if (_ended)
        {
            End();
        }

        return true;
    }

    /// <summary>Takes the next write that can be published; those that cannot are told so.</summary>
    public bool TryNext(bool isConnected, out PointWrite write, out MqttSet set, out byte[] payload)
    {
        while (_waiting.TryDequeue(out write!))
        {
            set = null!;
            payload = [];
            var fault = !isConnected ? "there is no connection to the broker" : PayloadOf(write, out set, out payload);
            if (fault.Length == 0)
            {
                return true;
            }

            Tell(write, isConnected ? Quality.Invalid : Quality.PortGone, double.NaN, fault);
        }

        (set, payload) = (null!, []);
        return false;
    }

    /// <summary>A write was published, or not: <paramref name="fault"/>.</summary>
    public void Published(PointWrite write, MqttSet set, string fault, in Now now)
    {
        if (fault.Length > 0)
        {
            Tell(write, Quality.PortGone, double.NaN, fault);
            return;
        }

        var deadlineNs = now.MonoNs + (set.TimeoutMs * 1_000_000);
        _pending.Add(new Pending(write, deadlineNs) { SentNs = now.MonoNs });
        NextDeadlineNs = Math.Min(NextDeadlineNs, deadlineNs);
    }

    /// <summary>Looks whether readings confirm a write.</summary>
    public void Take(List<Reading> readings)
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var pending = _pending[i];
            foreach (var reading in readings)
            {
                if (reading.Point != pending.Write.Point || reading.Quality != Quality.Good)
                {
                    continue;
                }

                pending.ReadBack = reading.Value;
                if (Math.Abs(reading.Value - pending.Write.Value) <= 1e-6 * Math.Max(1, Math.Abs(pending.Write.Value)))
                {
                    _pending.RemoveAt(i);
                    Interlocked.Decrement(ref _count);
                    pending.Write.End(new WriteOutcome(true, Quality.Good, reading.Value, ""));
                    break;
                }
            }
        }
    }

    /// <summary>Tells those whose time is over.</summary>
    public void Step(in Now now)
    {
        if (now.MonoNs < NextDeadlineNs)
        {
            return;
        }

        NextDeadlineNs = long.MaxValue;
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var pending = _pending[i];
            if (now.MonoNs < pending.DeadlineNs)
            {
                NextDeadlineNs = Math.Min(NextDeadlineNs, pending.DeadlineNs);
                continue;
            }

            _pending.RemoveAt(i);
            if (double.IsNaN(pending.ReadBack))
            {
                Tell(pending.Write, Quality.Timeout, double.NaN, string.Create(CultureInfo.InvariantCulture, $"published, but the device did not report within {(pending.DeadlineNs - pending.SentNs) / 1_000_000} ms"));
            }
            else
            {
                Tell(pending.Write, Quality.Good, pending.ReadBack, string.Create(CultureInfo.InvariantCulture, $"written {pending.Write.Value}, reported {pending.ReadBack}"));
            }
        }
    }

    /// <summary>The broker is gone: what was published can be confirmed by nobody.</summary>
    public void Close()
    {
        foreach (var pending in _pending)
        {
            Tell(pending.Write, Quality.PortGone, pending.ReadBack, "the connection to the broker broke before the device reported");
        }

        _pending.Clear();
        NextDeadlineNs = long.MaxValue;
    }

    /// <summary>Takes no more; those that wait for their turn are told so. Any thread.</summary>
    public void End()
    {
        _ended = true;
        while (_waiting.TryDequeue(out var write))
        {
            Tell(write, Quality.PortGone, double.NaN, "the agent stopped before it was written");
        }
    }

    private void Tell(PointWrite write, Quality quality, double readBack, string fault)
    {
        Interlocked.Decrement(ref _count);
        write.End(new WriteOutcome(false, quality, readBack, fault));
    }

    private string PayloadOf(PointWrite write, out MqttSet set, out byte[] payload)
    {
        payload = [];
        var index = write.Point - pointBase;
        var point = index >= 0 && index < points.Count ? points[index] : null;
        set = point?.Set!;
        if (point?.Set is null)
        {
            return "the site file does not let this point be written";
        }

        if (!double.IsFinite(write.Value))
        {
            return "no finite number";
        }

        var text = set.Payload;
        if (text.Contains("{word}", StringComparison.Ordinal))
        {
            if (point.Words.FirstOrDefault(w => write.Value.Equals(w.Value)) is not { } word)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{write.Value} has no word; expected {string.Join(", ", point.Words.Select(w => $"{w.Value} ({Encoding.UTF8.GetString(w.Word)})"))}");
            }

            text = text.Replace("{word}", Encoding.UTF8.GetString(word.Word), StringComparison.Ordinal);
        }

        // By decimals: 21.5 less an offset of 0.1 is 21.4 to a person, and 21.399999999999999 to a double.
        var raw = Math.Round((write.Value - point.Offset) / point.Scale, 9);
        payload = Encoding.UTF8.GetBytes(text.Replace("{value}", raw.ToString("0.#########", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return "";
    }

    private sealed class Pending(PointWrite write, long deadlineNs)
    {
        public PointWrite Write => write;

        public long DeadlineNs => deadlineNs;

        public long SentNs { get; init; }

        public double ReadBack { get; set; } = double.NaN;
    }
}
