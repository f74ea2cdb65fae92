using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>What is remembered of one station: reports that were delivered already, packets that are on their way. Pure; one thread; allocates nothing per report.</summary>
internal sealed class Sl651Station(Sl651Device device, int pointBase)
{
    // A station that misses an answer sends the same report again, a few times within minutes.
    private const int Remembered = 16;

    private readonly (int Serial, long Sent, byte Function)[] _delivered = new (int, long, byte)[Remembered];
    private int _nextDelivered;

    public Sl651Device Device => device;

    public PacketAssembly Packets { get; } = new();

    /// <summary>Takes the body of a report: delivers what it tells, once. False when something is wrong with it; what stood before that is delivered.</summary>
    public bool Take(scoped ref Sl651Body body, ReadOnlySpan<byte> bytes, byte function, long nowNs, BusOutput output)
    {
        var key = (body.Serial, body.SentDigits, function);
        if (body.SentDigits > 0 && Array.IndexOf(_delivered, key) >= 0)
        {
            return true;
        }

        while (body.Next())
        {
            Deliver(body.Item, bytes, nowNs, output);
        }

        if (body.Misfit is not null)
        {
            return false;
        }

        _delivered[_nextDelivered] = key;
        _nextDelivered = (_nextDelivered + 1) % Remembered;
        return true;
    }

    private void Deliver(in Sl651Item item, ReadOnlySpan<byte> bytes, long nowNs, BusOutput output)
    {
        if (item.Kind is not (Sl651ItemKind.Value or Sl651ItemKind.Series))
        {
            return;
        }

        var symbol = item.Id < 0 ? bytes.Slice(item.TextOffset, item.TextLength) : default;
        for (var i = 0; i < device.Points.Count; i++)
        {
            var point = device.Points[i];
            if (item.Id >= 0 ? item.Id != point.Id : !symbol.SequenceEqual(point.Symbol))
            {
                continue;
            }

            var isGood = item.Why == Sl651Why.None;
            if (item.Kind == Sl651ItemKind.Value)
            {
                output.Readings.Add(new Reading(pointBase + point.Index, isGood ? Quality.Good : Quality.Invalid, isGood ? item.Value : double.NaN, nowNs));
            }
            else if (item.TimeMs > 0 && item.StepMs > 0)
            {
                output.StationWindows.Add(new StationWindow(
                    pointBase + point.Index, item.TimeMs - item.StepMs, item.TimeMs, double.NaN, double.NaN, isGood ? item.Value : double.NaN, isGood ? 1 : 0));
            }
        }
    }
}
