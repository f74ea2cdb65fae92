using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests.Modbus;

/// <summary>A slave with registers and coils, written after the standard and apart from the product: answers PDUs, in any of the three framings.</summary>
internal sealed class Slave(byte unit)
{
    public ushort[] Registers { get; } = new ushort[65536];

    public bool[] Coils { get; } = new bool[65536];

    /// <summary>Function codes asked for.</summary>
    public List<byte> Asked { get; } = [];

    /// <summary>When set, writes are acknowledged and not done.</summary>
    public bool IsStuck { get; set; }

    public IEnumerable<(byte[] Bytes, long DelayMs)> Rtu(byte[] frame) => frame[0] == unit ? [(Frames.Crc([unit, .. Answer(frame[1..^2])]), 5)] : [];

    public IEnumerable<(byte[] Bytes, long DelayMs)> Ascii(byte[] frame)
    {
        var raw = Convert.FromHexString(Encoding.ASCII.GetString(frame)[1..^2]);
        return raw[0] == unit ? [(AsciiLine([unit, .. Answer(raw[1..^1])]), 5)] : [];
    }

    public IEnumerable<(byte[] Bytes, long DelayMs)> Tcp(byte[] frame)
    {
        var pdu = Answer(frame[7..]);
        return frame[6] == unit ? [([frame[0], frame[1], 0, 0, 0, (byte)(pdu.Length + 1), unit, .. pdu], 5)] : [];
    }

    public static byte[] AsciiLine(byte[] bytes)
    {
        var sum = (byte)-bytes.Sum(b => b);
        return Encoding.ASCII.GetBytes(":" + Convert.ToHexString(bytes) + sum.ToString("X2", CultureInfo.InvariantCulture) + "\r\n");
    }

    private byte[] Answer(byte[] pdu)
    {
        Asked.Add(pdu[0]);
        var first = Word(pdu, 1);
        var second = Word(pdu, 3);
        switch (pdu[0])
        {
            case 1 or 2:
                return Bits(pdu[0], first, second);
            case 3 or 4:
                return Words(pdu[0], first, second);
            case 5:
                Set(first, second == 0xFF00);
                return pdu;
            case 6:
                Set(first, second);
                return pdu;
            case 15:
                for (var i = 0; i < second; i++)
                {
                    Set(first + i, ((pdu[6 + (i / 8)] >> (i % 8)) & 1) != 0);
                }

                return pdu[..5];
            case 16:
                Set(first, pdu.AsSpan(6), second);
                return pdu[..5];
            case 22:
                Set(first, (ushort)((Registers[first] & second) | (Word(pdu, 5) & ~second)));
                return pdu;
            case 23:
                Set(Word(pdu, 5), pdu.AsSpan(10), Word(pdu, 7));
                return Words(23, first, second);
            default:
                return [(byte)(pdu[0] | 0x80), 1];
        }
    }

    private void Set(int index, bool value) => Coils[index] = IsStuck ? Coils[index] : value;

    private void Set(int index, ushort value) => Registers[index] = IsStuck ? Registers[index] : value;

    private void Set(int first, ReadOnlySpan<byte> data, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Set(first + i, BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]));
        }
    }

    private byte[] Words(byte function, int first, int count) =>
        [function, (byte)(count * 2), .. Enumerable.Range(first, count).SelectMany(i => new[] { (byte)(Registers[i] >> 8), (byte)Registers[i] })];

    private byte[] Bits(byte function, int first, int count)
    {
        var data = new byte[(count + 7) / 8];
        for (var i = 0; i < count; i++)
        {
            data[i / 8] |= (byte)(Coils[first + i] ? 1 << (i % 8) : 0);
        }

        return [function, (byte)data.Length, .. data];
    }

    private static ushort Word(byte[] pdu, int at) => BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(at));
}
