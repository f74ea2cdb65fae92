using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Serial;

/// <summary>A driver that sends a ping every 20 ms and makes a reading of each byte that comes; it notes what the host does with it.</summary>
internal sealed class EchoDriver : IBusDriver
{
    private static readonly byte[] Ping = "ping"u8.ToArray();

    private long _nextNs;
    private bool _open;
    private int _opened;
    private int _closed;

    public BusStatistics Statistics { get; } = new();

    public int Opened => Volatile.Read(ref _opened);

    public int Closed => Volatile.Read(ref _closed);

    public bool Throws { get; set; }

    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        switch (input)
        {
            case BusInput.Opened:
                _open = true;
                Interlocked.Increment(ref _opened);
                break;
            case BusInput.Closed:
                _open = false;
                Interlocked.Increment(ref _closed);
                break;
        }

        if (Throws && input == BusInput.Deadline)
        {
            throw new InvalidOperationException("a driver's mistake");
        }

        foreach (var b in bytes)
        {
            output.Readings.Add(new Reading(0, Quality.Good, b, now.MonoNs));
        }

        if (now.MonoNs >= _nextNs)
        {
            _nextNs = now.MonoNs + 20_000_000;
            if (_open)
            {
                output.SetSend(Ping);
            }
        }

        output.DeadlineNs = _nextNs;
    }
}
