using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Learns about a unit that has answered: where registers or bits can be read, how many in a row, what they hold, and what it calls itself. Functions 1 to 4 and 43/14 alone.</summary>
internal sealed class UnitInquiry(string protocol, ModbusFraming framing, ModbusReceiver receiver, byte unit)
{
    private const int MostRegisters = 8;
    private const byte IllegalFunction = 1;
    private static readonly ModbusArea[] Areas = [ModbusArea.Holding, ModbusArea.Input, ModbusArea.Coil, ModbusArea.Discrete];

    // Where the registers of devices that have none at 0 begin most often.
    private static readonly int[] Starts = [0, 1, 2, 4, 8, 16, 32, 64, 100, 256, 512, 1000, 1024, 2048, 4096, 8192];

    private readonly IdentificationReader _identification = new(framing, unit);
    private Stage _stage = Stage.Find;
    private int _area;
    private int _start;
    private int _count = 1;
    private byte[] _data = [];
    private string _identity = "";

    private enum Stage
    {
        Find,
        Widen,
        Identify,
        Done,
    }

    /// <summary>True when everything is asked.</summary>
    public bool IsDone => _stage == Stage.Done;

    /// <summary>Writes the next request; answers its length.</summary>
    public int Begin(Span<byte> frame) => _stage == Stage.Identify
        ? _identification.Begin(frame)
        : receiver.Begin(new ModbusRequest(unit, Areas[_area], Starts[_start], _count), echo: false, frame);

    /// <summary>Takes bytes; true when the answer is whole.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        if (_stage == Stage.Identify)
        {
            if (!_identification.Take(bytes))
            {
                return false;
            }

            _identity = _identification.Text;
            _stage = Stage.Done;
            return true;
        }

        if (!receiver.Take(bytes))
        {
            return false;
        }

        Answered();
        return true;
    }

    /// <summary>The receiver holds an answer to what was asked last.</summary>
    public void Answered()
    {
        if (receiver.Outcome == Quality.Good)
        {
            Found();
        }
        else if (_stage == Stage.Widen)
        {
            Narrow();
        }
        else
        {
            Elsewhere(receiver.ExceptionCode == IllegalFunction);
        }
    }

    /// <summary>No answer came.</summary>
    public void TimedOut()
    {
        switch (_stage)
        {
            case Stage.Find:
                Elsewhere(skipArea: true);
                break;
            case Stage.Widen:
                Narrow();
                break;
            default:
                _stage = Stage.Done;
                break;
        }
    }

    /// <summary>What is known of it.</summary>
    public ProbeFinding ToFinding() => new()
    {
        Protocol = protocol,
        Address = unit.ToString(CultureInfo.InvariantCulture),
        Device = _identity,
        Label = _identity,
        First = _data.Length > 0 ? new ProbeValue(NameOf(Starts[_start]), ValueAt(0)) : null,
        Note = _data.Length > 0 ? "" : "answers, but refuses the registers that were asked for: see its manual for those that it has",
        NameHint = "unit",
        DeviceJson = string.Create(CultureInfo.InvariantCulture, $$"""{ "address": {{unit}} }"""),
        PointsJson = PointsJson(),
    };

    private bool IsBits => Areas[_area] is ModbusArea.Coil or ModbusArea.Discrete;

    private void Found()
    {
        _data = receiver.Data.ToArray();
        var wasFirst = _stage == Stage.Find;
        _stage = wasFirst ? Stage.Widen : Stage.Identify;
        _count = wasFirst ? MostRegisters : _count;
    }

    private void Narrow()
    {
        _count /= 2;
        if (_count <= 1)
        {
            _count = 1;
            _stage = Stage.Identify;
        }
    }

    private void Elsewhere(bool skipArea)
    {
        _start = skipArea ? Starts.Length : _start + 1;
        if (_start == Starts.Length)
        {
            _start = 0;
            _area++;
        }

        if (_area == Areas.Length)
        {
            _area = 0;
            _stage = Stage.Identify;
        }
    }

    private int ValueAt(int index) => IsBits ? (_data[index / 8] >> (index % 8)) & 1 : BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(2 * index));

    private string NameOf(int register) => string.Create(CultureInfo.InvariantCulture, $"{RegisterAddress.NameOf(Areas[_area])}/{register}");

    private string PointsJson()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < _count && _data.Length > 0; i++)
        {
            var register = NameOf(Starts[_start] + i);
            text.Append(i > 0 ? ", " : " ").Append(CultureInfo.InvariantCulture, $$"""{ "name": "{{register.Replace('/', '-')}}", "register": "{{register}}" }""");
        }

        return text.Append(" ]").ToString();
    }
}
