using System.Buffers.Binary;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>A meter of the 1997 edition: identifiers of two bytes, control 01 to read.</summary>
internal sealed class Dlt645Meter1997(string digits, ElectricityModel electricity, WallTime time, int preamble = 0) : Dlt645Meter(digits, electricity, time, preamble)
{
    private const byte NoData = 0x02;
    private const int DiBytes = 2;

    /// <inheritdoc/>
    public override int Answer(byte control, ReadOnlySpan<byte> data, long nowNs, Span<byte> answer, out byte answerControl)
    {
        answerControl = (byte)(control | 0x80);
        if (control == 0x08)
        {
            return -1;
        }

        var length = control == 0x01 && data.Length >= DiBytes ? Read(BinaryPrimitives.ReadUInt16LittleEndian(data), nowNs, answer[DiBytes..]) : -1;
        if (length < 0)
        {
            answerControl |= 0x40;
            answer[0] = NoData;
            return 1;
        }

        data[..DiBytes].CopyTo(answer);
        return DiBytes + length;
    }

    private int Read(int di, long nowNs, Span<byte> target)
    {
        var phase = (di & 0x0F) - 1;
        switch (di)
        {
            case >= 0x9010 and <= 0x9014:
                Bcd.Write(target[..4], Electricity.ForwardKWh[di & 15], 2);
                return 4;
            case 0x9020:
                Bcd.Write(target[..4], Electricity.ReverseKWh, 2);
                return 4;
            case 0x9110 or 0x9120:
                Bcd.Write(target[..4], Electricity.ReactiveKvarh[di == 0x9110 ? 0 : 1], 2);
                return 4;
            case >= 0xB611 and <= 0xB613:
                Bcd.Write(target[..2], Electricity.VoltageV[phase], 0);
                return 2;
            case >= 0xB621 and <= 0xB623:
                Bcd.Write(target[..2], Electricity.CurrentA[phase], 2);
                return 2;
            case >= 0xB630 and <= 0xB633:
                Bcd.Write(target[..3], di == 0xB630 ? Electricity.TotalKw : Electricity.PowerKw[phase], 4);
                return 3;
            case >= 0xB650 and <= 0xB653:
                Bcd.Write(target[..2], di == 0xB650 ? Electricity.TotalFactor : Electricity.Factor[phase], 3);
                return 2;
            case 0xC032:
                Address.CopyTo(target);
                return Address.Length;
            default:
                return Clock(di, nowNs, target);
        }
    }

    private int Clock(int di, long nowNs, Span<byte> target)
    {
        var now = Time.At(nowNs);
        ReadOnlySpan<byte> shown = di switch
        {
            0xC010 => [Bcd.Of((int)now.DayOfWeek), Bcd.Of(now.Day), Bcd.Of(now.Month), Bcd.Of(now.Year % 100)],
            0xC011 => [Bcd.Of(now.Second), Bcd.Of(now.Minute), Bcd.Of(now.Hour)],
            _ => [],
        };
        shown.CopyTo(target);
        return shown.IsEmpty ? -1 : shown.Length;
    }
}
