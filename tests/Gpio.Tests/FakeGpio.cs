using EdgeAgent.Core.Interop;
using EdgeAgent.Sensors.Gpio;

namespace EdgeAgent.Tests.Gpio;

/// <summary>Lines that a test moves; its monotonic clock is behind the boot clock by <see cref="SuspendedNs"/>.</summary>
internal sealed class FakeGpio : IGpioSystem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, FakeLine> _held = [];

    /// <summary>What every line is missing for; empty when lines can be had.</summary>
    public string Missing { get; set; } = "";

    public long SuspendedNs { get; set; } = 5_000_000_000;

    public List<LineWish> Wishes { get; } = [];

    /// <summary>Last value of each output, also after it was given back.</summary>
    public Dictionary<int, List<int>> Driven { get; } = [];

    public (long BeforeNs, long BootNs, long AfterNs) ReadClocks()
    {
        var now = BootNs();
        return (now - SuspendedNs, now, now - SuspendedNs);
    }

    public static long BootNs()
    {
        _ = Libc.ClockGetTime(Libc.ClockBoottime, out var time);
        return time.TotalNs;
    }

    public IGpioLine? Open(LineWish wish, out string fault)
    {
        lock (_gate)
        {
            fault = Missing;
            if (fault.Length > 0)
            {
                return null;
            }

            Wishes.Add(wish);
            var line = new FakeLine(this, wish);
            _held[wish.Offset] = line;
            if (wish.Use == LineUse.Output)
            {
                line.Set(wish.FailSafe);
            }

            return line;
        }
    }

    public FakeLine? Held(int offset)
    {
        lock (_gate)
        {
            return _held.GetValueOrDefault(offset);
        }
    }

    public void Unbind()
    {
        lock (_gate)
        {
            Missing = "there is no GPIO chip";
            foreach (var line in _held.Values)
            {
                line.Vanish();
            }

            _held.Clear();
        }
    }
}

/// <summary>A held line of <see cref="FakeGpio"/>.</summary>
internal sealed class FakeLine(FakeGpio system, LineWish wish) : IGpioLine
{
    private readonly Lock _gate = new();
    private readonly WakeEvent _wake = new();
    private readonly Queue<LineEvent> _events = new();
    private uint _sequence;
    private int _value;
    private bool _gone;

    public int Descriptor => _wake.Descriptor;

    public bool HasEdges => true;

    /// <summary>An edge at a CLOCK_MONOTONIC time; <paramref name="dropped"/> events before it never come.</summary>
    public void Edge(int value, long monotonicNs, uint dropped = 0)
    {
        lock (_gate)
        {
            _value = value;
            _sequence += 1 + dropped;
            _events.Enqueue(new LineEvent { Id = value == 1 ? 1u : 2u, TimeNs = (ulong)monotonicNs, LineSequence = _sequence, Sequence = _sequence });
            _wake.Wake();
        }
    }

    public void Vanish()
    {
        lock (_gate)
        {
            _gone = true;
        }
    }

    public int Read(Span<LineEvent> events)
    {
        lock (_gate)
        {
            var count = 0;
            while (count < events.Length && _events.TryDequeue(out events[count]))
            {
                count++;
            }

            if (_events.Count == 0)
            {
                _wake.Clear();
            }

            return _gone ? -1 : count;
        }
    }

    public int Get()
    {
        lock (_gate)
        {
            return _gone ? -1 : _value;
        }
    }

    public bool Set(int value)
    {
        lock (_gate)
        {
            if (!system.Driven.TryGetValue(wish.Offset, out var driven))
            {
                system.Driven[wish.Offset] = driven = [];
            }

            driven.Add(value);
            _value = value;
            return !_gone;
        }
    }

    public void Dispose() => _wake.Dispose();
}
