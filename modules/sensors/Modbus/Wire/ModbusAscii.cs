using System.Buffers;
using System.Text;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Characters of the ASCII framing (Modbus over Serial Line 1.02, 2.5.2.1 and 6.2.1). Pure.</summary>
public static class ModbusAscii
{
    private const int EndLength = 2;

    /// <summary>The longitudinal redundancy check: minus the sum of the bytes, 8 bits.</summary>
    public static byte CheckOf(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
        {
            sum += b;
        }

        return (byte)-sum;
    }

    /// <summary>Writes a colon, <paramref name="bytes"/> as upper-case digits, carriage return and line feed; answers the length, 2 x bytes + 3.</summary>
    public static int Write(ReadOnlySpan<byte> bytes, Span<byte> line)
    {
        line[0] = (byte)':';
        _ = Convert.TryToHexString(bytes, line[1..], out var digits);
        line[1 + digits] = (byte)'\r';
        line[2 + digits] = (byte)'\n';
        return digits + 1 + EndLength;
    }

    /// <summary>Reads a line from its colon to its line feed; the bytes that it holds, or -1 when it is none. The carriage return may be missing.</summary>
    public static int Read(ReadOnlySpan<byte> line, Span<byte> bytes)
    {
        if (line.Length < 3 || line[0] != ':' || line[^1] != '\n')
        {
            return -1;
        }

        var digits = line[1..^1];
        digits = digits[^1] == '\r' ? digits[..^1] : digits;
        return digits.Length / 2 <= bytes.Length && Convert.FromHexString(digits, bytes, out _, out var count) == OperationStatus.Done ? count : -1;
    }
}
