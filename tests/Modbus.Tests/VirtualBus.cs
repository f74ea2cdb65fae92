using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Tests.Modbus;

/// <summary>A bus on virtual time: devices are functions from a request to the bytes that come back, each after its own delay.</summary>
internal sealed class VirtualBus
{
    private readonly PriorityQueue<byte[], long> _coming = new();
    private readonly BusOutput _output = new();
    private readonly PollingDriver _driver;

    public VirtualBus(ModbusBus bus, int pointBase = 0, int deviceBase = 0) => _driver = new PollingDriver([bus.CreateSet(pointBase, deviceBase)]);

    public PollingDriver Driver => _driver;

    /// <summary>Answers a request: pieces of bytes and their delays in ms.</summary>
    public Func<byte[], IEnumerable<(byte[] Bytes, long DelayMs)>> Answer { get; set; } = _ => [];

    public long NowNs { get; private set; } = 1_000_000_000_000;

    public List<Reading> Readings { get; } = [];

    public List<DeviceChange> Changes { get; } = [];

    public List<(long AtNs, byte[] Frame)> Sent { get; } = [];

    /// <summary>Hands a write over, as another thread would.</summary>
    public PointWrite Write(int point, double value)
    {
        var write = new PointWrite(point, value);
        Assert.True(_driver.TryWrite(write));
        Step(BusInput.Wake, []);
        return write;
    }

    public void Open() => Step(BusInput.Opened, []);

    public void Close() => Step(BusInput.Closed, []);

    public void Later(byte[] bytes, long delayMs) => _coming.Enqueue(bytes, NowNs + (delayMs * 1_000_000));

    /// <summary>Lets time pass.</summary>
    public void Run(long forMs)
    {
        var endNs = NowNs + (forMs * 1_000_000);
        while (true)
        {
            var byteNs = _coming.TryPeek(out _, out var atNs) ? atNs : long.MaxValue;
            var nextNs = Math.Min(byteNs, _output.DeadlineNs);
            if (nextNs > endNs)
            {
                NowNs = endNs;
                return;
            }

            NowNs = Math.Max(NowNs, nextNs);
            if (byteNs == nextNs)
            {
                Step(BusInput.Bytes, _coming.Dequeue());
            }
            else
            {
                Step(BusInput.Deadline, []);
            }
        }
    }

    private void Step(BusInput input, byte[] bytes)
    {
        _output.Clear();
        _driver.Step(input, bytes, new Now(NowNs, NowNs / 1_000_000, ClockQuality.Ntp), _output);
        Readings.AddRange(_output.Readings);
        Changes.AddRange(_output.Changes);
        if (_output.Send.Length > 0)
        {
            var frame = _output.Send.ToArray();
            Sent.Add((NowNs, frame));
            foreach (var (reply, delayMs) in Answer(frame))
            {
                Later(reply, delayMs);
            }
        }
    }
}
