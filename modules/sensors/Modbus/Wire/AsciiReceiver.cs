using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>ASCII framing (Modbus over Serial Line 1.02, 2.5.2): a colon, two hexadecimal digits a byte, the sum's complement, carriage return and line feed.</summary>
public sealed class AsciiReceiver : ModbusReceiver
{
    private const int MaxFrame = 513;

    private readonly byte[] _line = new byte[MaxFrame];
    private readonly byte[] _bytes = new byte[MaxFrame / 2];
    private readonly byte[] _sent = new byte[(2 * ModbusRequest.MaxLength) + 7];
    private int _sentLength;
    private int _length;
    private bool _echoSeen;
    private bool _sawBad;
    private bool _sawOverlong;

    /// <inheritdoc/>
    public override bool HasBadFrame => _sawBad || _sawOverlong || Misfit != Quality.Good;

    /// <inheritdoc/>
    public override int FrameLength(int pdu) => (2 * pdu) + 7;

    /// <inheritdoc/>
    public override bool Take(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (Take(bytes[i]))
            {
                Strays += bytes.Length - i - 1;
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override Quality AtTimeout()
    {
        if (Misfit != Quality.Good)
        {
            return Misfit;
        }

        if (_sawBad || _sawOverlong)
        {
            return _sawBad ? Quality.Crc : Quality.Overlong;
        }

        return _length > 0 ? Quality.Truncated : SawWrongUnit ? Quality.WrongUnit : Strays > 0 ? Quality.Malformed : Quality.Timeout;
    }

    /// <inheritdoc/>
    protected override int Write(Span<byte> frame)
    {
        Span<byte> raw = stackalloc byte[ModbusRequest.MaxLength + 2];
        raw[0] = Request.Unit;
        var length = Request.Write(raw[1..]) + 1;
        raw[length] = ModbusAscii.CheckOf(raw[..length]);
        _sentLength = ModbusAscii.Write(raw[..(length + 1)], frame);
        frame[.._sentLength].CopyTo(_sent);
        _length = 0;
        _echoSeen = false;
        _sawBad = false;
        _sawOverlong = false;
        return _sentLength;
    }

    private bool Take(byte next)
    {
        if (next == ':')
        {
            Strays += _length;
            _length = 0;
        }
        else if (_length == 0)
        {
            Strays++;
            return false;
        }

        if (_length == MaxFrame)
        {
            _sawOverlong = true;
            Strays += _length + 1;
            _length = 0;
            return false;
        }

        _line[_length++] = next;
        if (next != '\n')
        {
            return false;
        }

        var line = _line.AsSpan(0, _length);
        _length = 0;
        return Judge(line);
    }

    private bool Judge(ReadOnlySpan<byte> line)
    {
        if (Echo && !_echoSeen && line.SequenceEqual(_sent.AsSpan(0, _sentLength)))
        {
            _echoSeen = true;
            return false;
        }

        var count = ModbusAscii.Read(line, _bytes);
        if (count < 3 || ModbusAscii.CheckOf(_bytes.AsSpan(0, count - 1)) != _bytes[count - 1])
        {
            _sawBad = true;
            Strays += line.Length;
            return false;
        }

        if (Accept(_bytes[0], _bytes.AsSpan(1, count - 2)))
        {
            return true;
        }

        Strays += line.Length;
        return false;
    }
}
