using System.Buffers.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>What is remembered of one station: messages that were delivered already, packets that are on their way. Pure; one thread; allocates nothing per message.</summary>
internal sealed class Hj212Station
{
    // A station that misses an answer sends the same QN again, a few times within minutes.
    private const int Remembered = 32;
    private const long DayMs = 86_400_000;
    private const long HourMs = 3_600_000;

    private readonly int _pointBase;
    private readonly Hj212Edition _edition;
    private readonly Hj212Figures _figures;
    private readonly PacketAssembly _assembly = new();
    private readonly (long Qn, int Cn)[] _delivered = new (long, int)[Remembered];
    private int _nextDelivered;

    public Hj212Station(Hj212Device device, Hj212Edition edition, int pointBase)
    {
        Device = device;
        _edition = edition;
        _pointBase = pointBase;
        _figures = new Hj212Figures(device);
        _assembly.Clear();
    }

    public Hj212Device Device { get; }

    /// <summary>Messages given up for missing packets.</summary>
    public long GivenUp => _assembly.GivenUp;

    /// <summary>Takes a message: delivers what it tells, once.</summary>
    public void Take(in Hj212Message message, long nowNs, BusOutput output)
    {
        var period = _edition.PeriodOf(message.Cn);
        var hasQn = Utf8Parser.TryParse(message.Qn, out long qn, out var used) && used == message.Qn.Length && qn > 0;
        if (period == Hj212Period.None || (hasQn && IsDelivered(qn, message.Cn)))
        {
            return;
        }

        _figures.Clear();
        if (message.IsPacket)
        {
            _assembly.Take(message, qn, nowNs);
            if (!_assembly.IsWhole)
            {
                return;
            }

            for (var i = 0; i < _assembly.Total; i++)
            {
                _figures.Take(_assembly.Part(i));
            }

            _assembly.Clear();
        }
        else
        {
            _figures.Take(message.Cp);
        }

        if (hasQn)
        {
            _delivered[_nextDelivered] = (qn, message.Cn);
            _nextDelivered = (_nextDelivered + 1) % Remembered;
        }

        Deliver(period, nowNs, output);
    }

    private bool IsDelivered(long qn, int cn)
    {
        foreach (var (knownQn, knownCn) in _delivered)
        {
            if (knownQn == qn && knownCn == cn)
            {
                return true;
            }
        }

        return false;
    }

    private void Deliver(Hj212Period period, long nowNs, BusOutput output)
    {
        for (var i = 0; i < Device.Points.Count; i++)
        {
            var point = Device.Points[i];
            ref readonly var figure = ref _figures.Of(i);
            var isTold = point.IsTotal ? figure.IsTotalTold : figure.IsTold;
            if (period == Hj212Period.RealTime)
            {
                // A flag alone tells that there is no value.
                var isFlagged = figure.Flag is not (0 or (byte)'N') && !point.IsTotal && !point.IsConverted;
                if (isTold || isFlagged)
                {
                    output.Readings.Add(ReadingOf(point, figure, nowNs));
                }
            }
            else if (isTold && Takes(point.Take, period))
            {
                AddWindow(point, figure, period, output);
            }
        }
    }

    private static bool Takes(Hj212Take take, Hj212Period period) => take switch
    {
        Hj212Take.All => true,
        Hj212Take.Minute => period == Hj212Period.Minute,
        Hj212Take.Hour => period == Hj212Period.Hour,
        Hj212Take.Day => period == Hj212Period.Day,
        _ => false,
    };

    private Reading ReadingOf(Hj212Point point, in Hj212Figures.Figure figure, long nowNs)
    {
        var value = point.IsTotal ? figure.Total : figure.Value;
        var quality = figure.Flag == 0 ? Quality.Good : Hj212Value.QualityOf(figure.Flag);
        quality = quality == Quality.Good && !double.IsFinite(value) ? Quality.Invalid : quality;
        return new Reading(_pointBase + point.Index, quality, quality == Quality.Good ? value : double.NaN, nowNs);
    }

    private void AddWindow(Hj212Point point, in Hj212Figures.Figure figure, Hj212Period period, BusOutput output)
    {
        var lengthMs = period switch { Hj212Period.Day => DayMs, Hj212Period.Hour => HourMs, _ => Device.MinuteMs };
        if (_figures.TimeMs == 0)
        {
            return;
        }

        var fromMs = Device.TellsEnd ? _figures.TimeMs - lengthMs : _figures.TimeMs;
        var isGood = figure.Flag is 0 or (byte)'N';
        var (min, max, mean) = !isGood ? (double.NaN, double.NaN, double.NaN)
            : point.IsTotal ? (double.NaN, double.NaN, figure.Total)
            : (figure.Min, figure.Max, double.IsNaN(figure.Mean) ? figure.Value : figure.Mean);
        isGood &= double.IsFinite(min) || double.IsFinite(max) || double.IsFinite(mean);
        output.StationWindows.Add(new StationWindow(_pointBase + point.Index, fromMs, fromMs + lengthMs, min, max, mean, isGood ? 1 : 0));
    }
}
