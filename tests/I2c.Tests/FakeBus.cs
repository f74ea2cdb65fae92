using EdgeAgent.Sensors.I2c;

namespace EdgeAgent.Tests.I2c;

/// <summary>A bus with one chip that is made of bytes: raw answers in turn, registers, a port.</summary>
internal sealed class FakeBus : II2cBus
{
    private bool _open;

    /// <summary>Answers of raw reads, in turn; the last stays.</summary>
    public Queue<byte[]> Answers { get; } = new();

    /// <summary>Registers of block, byte and word transfers.</summary>
    public byte[] Registers { get; } = new byte[512];

    /// <summary>All that was written: address first.</summary>
    public List<string> Written { get; } = [];

    public int WaitedMs { get; private set; }

    public int OpenErrno { get; set; }

    public int Errno { get; set; }

    public byte Port { get; set; } = 0xFF;

    /// <summary>Lines of the port that the outside pulls to 0.</summary>
    public byte Pulled { get; set; }

    public int Open()
    {
        Assert.False(_open);
        _open = OpenErrno == 0;
        return OpenErrno;
    }

    public void Close() => _open = false;

    public int Write(byte address, ReadOnlySpan<byte> bytes) => Note(address, Convert.ToHexString(bytes));

    public int Read(byte address, Span<byte> bytes)
    {
        Assert.True(_open);
        (Answers.Count > 1 ? Answers.Dequeue() : Answers.Peek()).CopyTo(bytes);
        return Errno;
    }

    public int ReadByte(byte address, out byte value)
    {
        value = (byte)(Port & ~Pulled);
        return Errno;
    }

    public int WriteByte(byte address, byte value)
    {
        Port = Errno == 0 ? value : Port;
        return Note(address, $"{value:X2}");
    }

    public int WriteRegister(byte address, byte register, byte value)
    {
        Registers[register] = value;
        return Note(address, $"{register:X2}={value:X2}");
    }

    public int ReadWord(byte address, byte register, out ushort value)
    {
        value = (ushort)((Registers[2 * register] << 8) | Registers[(2 * register) + 1]);
        return Errno;
    }

    public int WriteWord(byte address, byte register, ushort value)
    {
        Registers[2 * register] = (byte)(value >> 8);
        Registers[(2 * register) + 1] = (byte)value;
        return Note(address, $"{register:X2}={value:X4}");
    }

    public int ReadBlock(byte address, byte register, Span<byte> bytes)
    {
        Registers.AsSpan(register, bytes.Length).CopyTo(bytes);
        return Errno;
    }

    public void Wait(int ms) => WaitedMs += ms;

    private int Note(byte address, string what)
    {
        Assert.True(_open);
        Written.Add($"{address:X2} {what}");
        return Errno;
    }
}
