using System.Buffers.Binary;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Sl651;

/// <summary>Writes the body of a report (SL 651-2014, 6.6 and annex C). Not thread-safe.</summary>
internal sealed class Sl651Body
{
    private readonly byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>Begins with the serial number and the moment of sending.</summary>
    public Sl651Body(ushort serial, DateTime sent)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes, serial);
        _length = 2;
        Time(sent, 6);
    }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Which station, of which class, and when it observed.</summary>
    public Sl651Body Observed(Sl651Address station, DateTime at)
    {
        Put(0xF1, 0xF1);
        station.Station.CopyTo(_bytes.AsSpan(_length));
        _length += station.Station.Length;
        Put(station.Class, 0xF0, 0xF0);
        Time(at, 5);
        return this;
    }

    /// <summary>An element: digits of so many bytes and decimals.</summary>
    public Sl651Body Element(byte id, int bytes, int decimals, double value)
    {
        Put(id, (byte)((bytes << 3) | decimals));
        Bcd.WriteHighFirst(_bytes.AsSpan(_length, bytes), Bcd.Scaled(Math.Max(0, value), decimals));
        _length += bytes;
        return this;
    }

    /// <summary>Rain of twelve slots of five minutes, one byte of 0.1 mm each (F4).</summary>
    public Sl651Body RainSeries(ReadOnlySpan<double> rainMm)
    {
        Put(0xF4, RiverModel.Slots << 3);
        foreach (var mm in rainMm)
        {
            Put((byte)Math.Clamp(Math.Round(mm * 10), 0, 254));
        }

        return this;
    }

    /// <summary>Levels of twelve slots of five minutes, two bytes of 0.01 m each (F5).</summary>
    public Sl651Body LevelSeries(ReadOnlySpan<double> levelM)
    {
        Put(0xF5, (2 * RiverModel.Slots) << 3);
        foreach (var metres in levelM)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_length), (ushort)Math.Clamp(Math.Round(metres * 100), 0, 65_534));
            _length += 2;
        }

        return this;
    }

    private void Time(DateTime at, int bytes)
    {
        ReadOnlySpan<int> parts = [at.Year % 100, at.Month, at.Day, at.Hour, at.Minute, at.Second];
        foreach (var part in parts[..bytes])
        {
            Put(Bcd.Of(part));
        }
    }

    private void Put(params ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
