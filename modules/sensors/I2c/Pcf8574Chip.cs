using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// NXP and TI PCF8574 and PCF8574A: eight lines (TI datasheet SCPS068J, 8.3). A line that is read is written 1, which lets the outside pull it; a driven one sinks at 0. Outputs
/// take their fail-safe value at the first contact, after every loss, and at the end.
/// </summary>
internal sealed class Pcf8574Chip(ChipPlan plan, II2cBus bus) : I2cChip(plan, bus, Channels)
{
    /// <summary>What it has.</summary>
    public static readonly ChannelInfo[] Channels = [.. Enumerable.Range(0, LineCount).Select(i => new ChannelInfo(string.Create(CultureInfo.InvariantCulture, $"p{i}"), "", 0, 1))];

    private const int LineCount = 8;

    private byte _port = FailSafe(plan);
    private bool _driven;

    public override WriteOutcome Write(int point, double value)
    {
        var target = Plan.Points[point];
        if (!target.Output)
        {
            return base.Write(point, value);
        }

        if (value is not (0 or 1))
        {
            return new WriteOutcome(false, Quality.Invalid, double.NaN, string.Create(CultureInfo.InvariantCulture, $"{value} for a line; expected 0 or 1"));
        }

        _port = With(_port, target.Channel, (int)value);
        var errno = Bus.Open();
        if (errno != 0)
        {
            return new WriteOutcome(false, Quality.PortGone, double.NaN, "the bus is not there");
        }

        errno = Bus.WriteByte(Address, _port);
        byte state = 0;
        errno = errno != 0 ? errno : Bus.ReadByte(Address, out state);
        Bus.Close();
        if (errno != 0)
        {
            return new WriteOutcome(false, Ended(errno).Quality, double.NaN, "the chip does not answer");
        }

        _driven = true;
        var read = (state >> target.Channel) & 1;
        return new WriteOutcome(read == (int)value, Quality.Good, read, read == (int)value ? "" : "the line does not read as it was driven");
    }

    public override void Stop()
    {
        if (!_driven || !Plan.Points.Any(p => p.Output) || Bus.Open() != 0)
        {
            return;
        }

        _ = Bus.WriteByte(Address, FailSafe(Plan));
        Bus.Close();
    }

    protected override (Quality Quality, int Errno) Measure(Span<Sample> samples)
    {
        var errno = 0;
        if (!_driven)
        {
            _port = FailSafe(Plan);
            errno = Bus.WriteByte(Address, _port);
        }

        byte state = 0;
        errno = errno != 0 ? errno : Bus.ReadByte(Address, out state);
        _driven = errno == 0;
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = Sample.Of((state >> i) & 1);
        }

        return Ended(errno);
    }

    private static byte FailSafe(ChipPlan plan) => plan.Points.Where(p => p.Output).Aggregate((byte)0xFF, (port, p) => With(port, p.Channel, p.FailSafe));

    private static byte With(byte port, int line, int value) => (byte)(value == 0 ? port & ~(1 << line) : port | (1 << line));
}
