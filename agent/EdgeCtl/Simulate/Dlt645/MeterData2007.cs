using System.Text;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Dlt645;

/// <summary>The data of a 2007 meter by identifier (DL/T 645-2007, tables A.1 to A.5); FF in an identifier asks for a block. Allocates nothing but for the asset code.</summary>
internal sealed class MeterData2007(string digits, ElectricityModel electricity, WallTime time)
{
    private const int Days = 12;
    private const int All = 0xFF;

    /// <summary>Writes the data of an identifier; their length, -1 when there are none.</summary>
    public int Read(uint di, long nowNs, Span<byte> target)
    {
        var (kind, item, day) = ((int)(di >> 16) & 0xFF, (int)(di >> 8) & 0xFF, (int)di & 0xFF);
        return (di >> 24) switch
        {
            0 when kind <= 4 => Energies(kind, item, day, target),
            1 when kind == 1 && item == 0 && day == 0 => MaxDemand(nowNs, target),
            2 when kind is >= 1 and <= 6 && day == 0 => Phases(kind, item, target),
            2 when kind == 0x80 && item == 0 => Other(day, target),
            4 => Numbers(di, nowNs, target),
            _ => -1,
        };
    }

    private int Energies(int kind, int rate, int day, Span<byte> target)
    {
        if ((rate > ElectricityModel.Rates && rate != All) || (day > Days && (day != All || rate != All)))
        {
            return -1;
        }

        var length = 0;
        for (var d = day == All ? 0 : day; d <= (day == All ? Days : day); d++)
        {
            for (var r = rate == All ? 0 : rate; r <= (rate == All ? ElectricityModel.Rates : rate); r++)
            {
                Bcd.Write(target.Slice(length, 4), EnergyOf(kind, r) * (1 - (0.03 * d)), 2);
                length += 4;
            }
        }

        return length;
    }

    private double EnergyOf(int kind, int rate)
    {
        var share = electricity.ForwardKWh[rate] / Math.Max(electricity.ForwardKWh[0], 1e-9);
        return kind switch
        {
            0 => electricity.ForwardKWh[rate] + (electricity.ReverseKWh * share),
            1 => electricity.ForwardKWh[rate],
            2 => electricity.ReverseKWh * share,
            _ => electricity.ReactiveKvarh[kind - 3] * share,
        };
    }

    private int MaxDemand(long nowNs, Span<byte> target)
    {
        Bcd.Write(target[..3], electricity.MaxDemandKw, 4);
        // The evening before: a demand of today would be seen to rise.
        var at = time.At(nowNs).Date.AddDays(-1);
        ReadOnlySpan<byte> moment = [Bcd.Of(15), Bcd.Of(20), Bcd.Of(at.Day), Bcd.Of(at.Month), Bcd.Of(at.Year % 100)];
        moment.CopyTo(target[3..]);
        return 8;
    }

    private int Phases(int kind, int item, Span<byte> target)
    {
        var first = kind <= 2 ? 1 : 0;
        if (item != All && (item < first || item > ElectricityModel.Phases))
        {
            return -1;
        }

        var size = kind is 1 or 6 ? 2 : 3;
        var length = 0;
        for (var i = item == All ? first : item; i <= (item == All ? ElectricityModel.Phases : item); i++)
        {
            Phase(kind, i, target.Slice(length, size));
            length += size;
        }

        return length;
    }

    private void Phase(int kind, int item, Span<byte> target)
    {
        var at = Math.Max(0, item - 1);
        var isTotal = item == 0;
        var (kw, kvar) = (isTotal ? electricity.TotalKw : electricity.PowerKw[at], isTotal ? electricity.TotalKvar : electricity.ReactiveKvar[at]);
        switch (kind)
        {
            case 1:
                Bcd.Write(target, electricity.VoltageV[at], 1);
                break;
            case 2:
                Bcd.WriteSigned(target, electricity.CurrentA[at], 3);
                break;
            case 3:
                Bcd.WriteSigned(target, kw, 4);
                break;
            case 4:
                Bcd.WriteSigned(target, kvar, 4);
                break;
            case 5:
                Bcd.Write(target, Math.Sqrt((kw * kw) + (kvar * kvar)), 4);
                break;
            default:
                Bcd.WriteSigned(target, isTotal ? electricity.TotalFactor : electricity.Factor[at], 3);
                break;
        }
    }

    private int Other(int item, Span<byte> target)
    {
        switch (item)
        {
            case 2:
                Bcd.Write(target[..2], electricity.FrequencyHz, 2);
                return 2;
            case 4:
                Bcd.Write(target[..3], electricity.DemandKw, 4);
                return 3;
            case 7:
                Bcd.Write(target[..2], 24.5, 1);
                return 2;
            default:
                return -1;
        }
    }

    private int Numbers(uint di, long nowNs, Span<byte> target)
    {
        var now = time.At(nowNs);
        switch (di)
        {
            case 0x04000101:
                ReadOnlySpan<byte> date = [Bcd.Of((int)now.DayOfWeek), Bcd.Of(now.Day), Bcd.Of(now.Month), Bcd.Of(now.Year % 100)];
                date.CopyTo(target);
                return 4;
            case 0x04000102:
                ReadOnlySpan<byte> clock = [Bcd.Of(now.Second), Bcd.Of(now.Minute), Bcd.Of(now.Hour)];
                clock.CopyTo(target);
                return 3;
            case 0x04000401 or 0x04000402:
                Bcd.AddressLowFirst(digits).CopyTo(target);
                return Dlt645Frame.AddressBytes;
            case 0x04000403:
                target[..32].Fill((byte)' ');
                _ = Encoding.ASCII.GetBytes("EDGECTL-" + digits, target);
                target[..32].Reverse();
                return 32;
            default:
                return -1;
        }
    }
}
