using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>A three-phase meter of either edition of DL/T 645. Not thread-safe.</summary>
/// <param name="digits">Its address, twelve digits, the highest first as on its label.</param>
/// <param name="electricity">What it measures.</param>
/// <param name="time">Its clock.</param>
/// <param name="preamble">FE bytes before its answers, 0..4.</param>
internal abstract class Dlt645Meter(string digits, ElectricityModel electricity, WallTime time, int preamble)
{
    /// <summary>Its address as on its label.</summary>
    public string Digits { get; } = digits;

    /// <summary>Its address as on the wire.</summary>
    public byte[] Address { get; } = Bcd.AddressLowFirst(digits);

    /// <summary>FE bytes before its answers.</summary>
    public int Preamble { get; } = preamble;

    /// <summary>What it measures.</summary>
    protected ElectricityModel Electricity { get; } = electricity;

    /// <summary>Its clock.</summary>
    protected WallTime Time { get; } = time;

    /// <summary>True when a request is for it: the address, with AA for any digits.</summary>
    public bool IsMeant(ReadOnlySpan<byte> address)
    {
        for (var i = 0; i < Dlt645Frame.AddressBytes; i++)
        {
            if (address[i] != 0xAA && address[i] != Address[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Answers a request: the length of <paramref name="answer"/>, and its control byte; -1 to stay silent.</summary>
    public abstract int Answer(byte control, ReadOnlySpan<byte> data, long nowNs, Span<byte> answer, out byte answerControl);
}
