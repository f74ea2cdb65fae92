using System.Buffers.Binary;
using EdgeAgent.Core.Interop;
using static EdgeAgent.Sensors.I2c.I2cNative;

namespace EdgeAgent.Sensors.I2c;

/// <summary>A bus by /dev/i2c-N. An address that a kernel driver has taken is refused (EBUSY): two masters of one chip would disturb each other. Not thread-safe.</summary>
internal sealed unsafe class KernelI2cBus(string path) : II2cBus
{
    private const int None = -1;

    private int _descriptor = None;
    private int _address = None;

    /// <inheritdoc/>
    public int Open()
    {
        _address = None;
        _descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
        return _descriptor < 0 ? Libc.Errno : 0;
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = None;
        }
    }

    /// <inheritdoc/>
    public int Write(byte address, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return Raw(new I2cMessage { Address = address, Length = (ushort)bytes.Length, Buffer = first });
        }
    }

    /// <inheritdoc/>
    public int Read(byte address, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return Raw(new I2cMessage { Address = address, Flags = MessageRead, Length = (ushort)bytes.Length, Buffer = first });
        }
    }

    /// <inheritdoc/>
    public int ReadByte(byte address, out byte value)
    {
        var data = default(SmbusData);
        var status = Transfer(address, SmbusRead, 0, SmbusByte, &data);
        value = data.Byte;
        return status;
    }

    /// <inheritdoc/>
    public int WriteByte(byte address, byte value) => Transfer(address, SmbusWrite, value, SmbusByte, null);

    /// <inheritdoc/>
    public int WriteRegister(byte address, byte register, byte value)
    {
        var data = new SmbusData { Byte = value };
        return Transfer(address, SmbusWrite, register, SmbusByteData, &data);
    }

    /// <inheritdoc/>
    public int ReadWord(byte address, byte register, out ushort value)
    {
        var data = default(SmbusData);
        var status = Transfer(address, SmbusRead, register, SmbusWordData, &data);
        value = BinaryPrimitives.ReverseEndianness(data.Word);
        return status;
    }

    /// <inheritdoc/>
    public int WriteWord(byte address, byte register, ushort value)
    {
        var data = new SmbusData { Word = BinaryPrimitives.ReverseEndianness(value) };
        return Transfer(address, SmbusWrite, register, SmbusWordData, &data);
    }

    /// <inheritdoc/>
    public int ReadBlock(byte address, byte register, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, BlockMax);
        var data = default(SmbusData);
        data.Block[0] = (byte)bytes.Length;
        var status = Transfer(address, SmbusRead, register, SmbusBlockData, &data);
        if (status != 0)
        {
            return status;
        }

        if (data.Block[0] != bytes.Length)
        {
            return InputOutput;
        }

        new ReadOnlySpan<byte>(data.Block + 1, bytes.Length).CopyTo(bytes);
        return 0;
    }

    /// <inheritdoc/>
    public void Wait(int ms) => _ = KernelPoll.Wait([], ms * 1_000_000L);

    private int Raw(I2cMessage message)
    {
        if (Take(message.Address) is var status && status != 0)
        {
            return status;
        }

        var messages = new I2cMessages { Messages = &message, Count = 1 };
        return Ioctl(_descriptor, ReadWrite, &messages) < 0 ? Libc.Errno : 0;
    }

    private int Transfer(byte address, byte direction, byte command, uint size, SmbusData* data)
    {
        if (Take(address) is var status && status != 0)
        {
            return status;
        }

        var transfer = new SmbusTransfer { ReadWrite = direction, Command = command, Size = size, Data = data };
        return Ioctl(_descriptor, Smbus, &transfer) < 0 ? Libc.Errno : 0;
    }

    private int Take(ushort address)
    {
        if (_address == address)
        {
            return 0;
        }

        if (Ioctl(_descriptor, SetSlave, (nint)address) < 0)
        {
            return Libc.Errno;
        }

        _address = address;
        return 0;
    }
}
