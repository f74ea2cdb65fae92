using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Framing;
using EdgeAgent.Core.Sensing.Listening;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>
/// One line or connection of SL 651 stations; see <see cref="IStationLink"/>. In the statistics: a frame that was taken ends good, a body that cannot be read `malformed`, an unknown station `wrongUnit`,
/// a wrong password `exception`. Answers count as requests. A frame with a wrong check sum is noise: its bytes count as discarded.
/// </summary>
internal sealed class Sl651Link(Sl651Group group, string peer) : IStationLink
{
    private readonly Sl651Scanner _scanner = new();
    private readonly byte[] _answer = new byte[Sl651Answer.MaxLength];

    public BusStatistics Statistics => group.Statistics;

    public long Frames { get; private set; }

    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        if (input is BusInput.Opened or BusInput.Closed)
        {
            _scanner.Reset();
            return;
        }

        Statistics.CountReceived(bytes.Length);
        var strays = _scanner.Strays;
        while (bytes.Length > 0)
        {
            _scanner.Take(ref bytes);
            while (_scanner.TryNext(out var frame))
            {
                if (Sl651Message.Judge(frame, out var message, out _) == FrameVerdict.Frame && !message.IsDown)
                {
                    Take(message, now, output);
                }
            }
        }

        Statistics.CountDiscarded(_scanner.Strays - strays);
    }

    private void Take(in Sl651Message message, in Now now, BusOutput output)
    {
        var index = group.Find(message.Station, peer);
        if (index < 0)
        {
            Statistics.CountEnd(Quality.WrongUnit);
            return;
        }

        if (!group.Admits(index, message.Password))
        {
            Statistics.CountEnd(Quality.Exception);
            return;
        }

        Frames++;
        group.Watch.Heard(index, now.MonoNs, output);
        var station = group.Station(index);
        var bytes = message.Body;
        if (message.PacketTotal > 1 && !station.Packets.TryTake(message, now.MonoNs, out bytes))
        {
            return;
        }

        if (!Sl651Function.HasElements(message.Function))
        {
            Statistics.CountEnd(Quality.Good);
            return;
        }

        if (!Sl651Body.TryBegin(bytes, message.IsAscii, message.Function, out var body))
        {
            Statistics.CountEnd(Quality.Malformed);
            return;
        }

        // What is sound but cannot be read is answered all the same: sent again, it would be no better.
        Statistics.CountEnd(station.Take(ref body, bytes, message.Function, now.MonoNs, output) ? Quality.Good : Quality.Malformed);
        if (Sl651Function.IsReport(message.Function) || (message.Function == Sl651Function.KeepAlive && station.Device.AnswersKeepAlive))
        {
            Answer(message, body.Serial, body.SentDigits, station.Device, now, output);
        }
    }

    private void Answer(in Sl651Message message, int serial, long sentDigits, Sl651Device device, in Now now, BusOutput output)
    {
        // A report that announces another is told to go on.
        var end = message.End == Sl651Layout.Etb && message.PacketTotal == 0 ? Sl651Layout.Ack : device.StaysOnline ? Sl651Layout.Esc : Sl651Layout.Eot;
        var length = Sl651Answer.Write(_answer, message, serial, sentDigits, end, now);
        if (output.TryAddSend(_answer.AsSpan(0, length)))
        {
            Statistics.CountRequest(length, retry: false);
        }
    }
}
