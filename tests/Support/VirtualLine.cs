using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Support;

/// <summary>A line on virtual time: devices are a function from a request to the pieces of bytes that come back, each after its own delay.</summary>
public sealed class VirtualLine(IBusDriver driver)
{
    private readonly PriorityQueue<byte[], (long, int)> _coming = new();
    private readonly BusOutput _output = new();
    private int _pieces;

    /// <summary>The driver.</summary>
    public IBusDriver Driver => driver;

    /// <summary>Answers a request: pieces of bytes and their delays in ms.</summary>
    public Func<byte[], IEnumerable<(byte[] Bytes, long DelayMs)>> Answer { get; set; } = _ => [];

    /// <summary>The line's clock, ns.</summary>
    public long NowNs { get; private set; } = 1_000_000_000_000;

    /// <summary>All readings so far.</summary>
    public List<Reading> Readings { get; } = [];

    /// <summary>All device changes so far.</summary>
    public List<DeviceChange> Changes { get; } = [];

    /// <summary>All that was sent.</summary>
    public List<(long AtNs, byte[] Frame)> Sent { get; } = [];

    /// <summary>Hands a write over, as another thread would; null when the driver takes none.</summary>
    public PointWrite? Write(int point, double value)
    {
        var write = new PointWrite(point, value);
        var isTaken = driver.TryWrite(write);
        Step(BusInput.Wake, []);
        return isTaken ? write : null;
    }

    /// <summary>The port opens.</summary>
    public void Open() => Step(BusInput.Opened, []);

    /// <summary>The port closes.</summary>
    public void Close() => Step(BusInput.Closed, []);

    /// <summary>Bytes that come without a request.</summary>
    public void Later(byte[] bytes, long delayMs) => _coming.Enqueue(bytes, (NowNs + (delayMs * 1_000_000), _pieces++));

    /// <summary>Lets time pass.</summary>
    public void Run(long forMs)
    {
        var endNs = NowNs + (forMs * 1_000_000);
        while (true)
        {
            var byteNs = _coming.TryPeek(out _, out var at) ? at.Item1 : long.MaxValue;
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
        driver.Step(input, bytes, new Now(NowNs, NowNs / 1_000_000, ClockQuality.Ntp), _output);
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
