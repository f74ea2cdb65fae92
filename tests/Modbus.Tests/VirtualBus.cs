using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Modbus;

/// <summary>A Modbus bus on virtual time; see <see cref="VirtualLine"/>.</summary>
internal sealed class VirtualBus(ModbusBus bus, int pointBase = 0, int deviceBase = 0)
{
    private readonly VirtualLine _line = new(new PollingDriver([bus.CreateSet(pointBase, deviceBase)]));

    public IBusDriver Driver => _line.Driver;

    /// <summary>Answers a request: pieces of bytes and their delays in ms.</summary>
    public Func<byte[], IEnumerable<(byte[] Bytes, long DelayMs)>> Answer
    {
        get => _line.Answer;
        set => _line.Answer = value;
    }

    public long NowNs => _line.NowNs;

    public List<Reading> Readings => _line.Readings;

    public List<DeviceChange> Changes => _line.Changes;

    public List<(long AtNs, byte[] Frame)> Sent => _line.Sent;

    public PointWrite Write(int point, double value)
    {
        var write = _line.Write(point, value);
        Assert.NotNull(write);
        return write;
    }

    public void Open() => _line.Open();

    public void Close() => _line.Close();

    public void Later(byte[] bytes, long delayMs) => _line.Later(bytes, delayMs);

    public void Run(long forMs) => _line.Run(forMs);
}
