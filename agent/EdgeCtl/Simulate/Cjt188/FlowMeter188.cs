using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Cjt188;

/// <summary>A water or gas meter: what has passed, what had passed on the settlement day, each with its unit behind it, the time, the status.</summary>
internal sealed class FlowMeter188(byte type, string digits, FlowModel flow, WallTime time, bool isDiSwapped = false, int preamble = 0) : Cjt188Meter(type, digits, isDiSwapped, preamble)
{
    private const byte CubicMetres = 0x2C;

    /// <inheritdoc/>
    protected override bool IsShut
    {
        get => flow.IsShut;
        set => flow.IsShut = value;
    }

    /// <inheritdoc/>
    protected override int Payload(long nowNs, Span<byte> target)
    {
        Bcd.Write(target[..4], flow.VolumeM3, 2);
        target[4] = CubicMetres;
        Bcd.Write(target.Slice(5, 4), flow.SettledM3, 2);
        target[9] = CubicMetres;
        var length = 10 + WriteTime(time.At(nowNs), target[10..]);
        return length + WriteStatus(target[length..]);
    }
}
