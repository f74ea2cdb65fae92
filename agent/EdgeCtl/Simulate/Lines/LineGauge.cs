using System.Globalization;
using System.Text;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Lines;

/// <summary>A level gauge that prints a line of text each second: `L=+1.234m T=+18.5C`. Not thread-safe.</summary>
internal sealed class LineGauge(RiverModel river, AirModel air, WallTime time, int baud) : Slave(baud)
{
    private long _nextNs;

    /// <inheritdoc/>
    public override bool IsText => true;

    /// <inheritdoc/>
    public override long SpeaksAtNs => _nextNs;

    /// <inheritdoc/>
    public override Look Find(ReadOnlySpan<byte> received, bool isSilent) => Look.None;

    /// <inheritdoc/>
    public override Reply Answer(ReadOnlySpan<byte> request, long nowNs, Span<byte> frame) => default;

    /// <inheritdoc/>
    public override Reply Speak(long nowNs, Span<byte> frame)
    {
        _nextNs = time.NextNs(nowNs, 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"L={river.LevelM:+0.000;-0.000}m T={air.TemperatureCel:+0.0;-0.0}C\r\n");
        return new Reply(ReplyKind.Normal, Encoding.ASCII.GetBytes(text, frame), Tail: 2);
    }
}
