namespace EdgeAgent.Sensors.I2c;

/// <summary>
/// The seam to one I2C bus. Answers of transfers are 0, or the errno that the kernel gave (i2c-dev and its "fault codes" document). Belongs to the bus's thread.
/// </summary>
internal interface II2cBus
{
    /// <summary>Takes the bus for one device's turn; 0 or an errno.</summary>
    int Open();

    /// <summary>Gives it back, so that an adapter may be unplugged between two turns.</summary>
    void Close();

    /// <summary>A raw write (I2C_RDWR, one message).</summary>
    int Write(byte address, ReadOnlySpan<byte> bytes);

    /// <summary>A raw read (I2C_RDWR, one message).</summary>
    int Read(byte address, Span<byte> bytes);

    /// <summary>SMBus receive byte.</summary>
    int ReadByte(byte address, out byte value);

    /// <summary>SMBus send byte.</summary>
    int WriteByte(byte address, byte value);

    /// <summary>SMBus write byte data.</summary>
    int WriteRegister(byte address, byte register, byte value);

    /// <summary>SMBus read word data, with the high byte first on the wire as measuring chips have it.</summary>
    int ReadWord(byte address, byte register, out ushort value);

    /// <summary>SMBus write word data, with the high byte first on the wire.</summary>
    int WriteWord(byte address, byte register, ushort value);

    /// <summary>I2C block read, 1..32 bytes from <paramref name="register"/> on.</summary>
    int ReadBlock(byte address, byte register, Span<byte> bytes);

    /// <summary>Waits for a conversion, 1..250 ms.</summary>
    void Wait(int ms);
}
