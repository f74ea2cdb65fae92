using EdgeAgent.Core.Interop;

namespace EdgeCtl.Simulate;

/// <summary>The buses of a run on their ptys, all on the calling thread. Not thread-safe, but for <see cref="Stop"/>.</summary>
internal sealed class Simulator : IDisposable
{
    private const int ModelStepMs = 100;
    private const long NsPerMs = 1_000_000;

    private readonly TimeProvider _time;
    private readonly SimulateOptions _options;
    private readonly List<PumpRoomBus> _rooms = [];
    private readonly List<SlaveBus> _buses = [];
    private readonly List<Pty> _ptys = [];
    private readonly long[] _deadlinesNs;
    private readonly PtyNative.PollEntry[] _polls;
    private readonly byte[] _receive = new byte[1024];
    private readonly byte[] _send = new byte[SlaveCodec.MaxFrame];
    private readonly long _startedTicks;
    private volatile bool _stopped;

    /// <summary>Opens the ptys and makes the links. Throws <see cref="IOException"/> when one cannot be had.</summary>
    public Simulator(SimulateOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _deadlinesNs = new long[options.Buses];
        _polls = new PtyNative.PollEntry[options.Buses];
        _startedTicks = time.GetTimestamp();
        try
        {
            for (var i = 0; i < options.Buses; i++)
            {
                AddBus(i);
            }
        }
        catch (IOException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The pump rooms, a list a bus.</summary>
    public IReadOnlyList<PumpRoomBus> Rooms => _rooms;

    /// <summary>The ptys, one a bus.</summary>
    public IReadOnlyList<Pty> Ptys => _ptys;

    /// <summary>Time since the start, s.</summary>
    public double ElapsedS => NowNs() / 1e9;

    /// <summary>Counts of one bus.</summary>
    public BusCounts CountsOf(int bus) => _buses[bus].Counts;

    /// <summary>Counts of all buses together.</summary>
    public BusCounts Total()
    {
        var total = new BusCounts();
        foreach (var bus in _buses)
        {
            total.Add(bus.Counts);
        }

        return total;
    }

    /// <summary>Makes <see cref="Run"/> return within a tenth of a second. Any thread, a signal's too.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Serves until <see cref="Stop"/> or the seconds asked for are over; calls <paramref name="everySecond"/> on this thread.</summary>
    public void Run(Action<Simulator> everySecond)
    {
        var modelDueNs = NowNs() + (ModelStepMs * NsPerMs);
        var reportDueNs = NowNs() + (1000 * NsPerMs);
        var endNs = _options.Seconds == 0 ? long.MaxValue : _options.Seconds * 1000 * NsPerMs;
        while (!_stopped && NowNs() < endNs)
        {
            Wait(Math.Min(Math.Min(modelDueNs, reportDueNs), endNs));
            Serve();
            var nowNs = NowNs();
            if (nowNs >= modelDueNs)
            {
                StepModels();
                // After a stop of the whole process, go on from now rather than catch up.
                modelDueNs = Math.Max(modelDueNs + (ModelStepMs * NsPerMs), nowNs);
            }

            if (nowNs >= reportDueNs)
            {
                everySecond(this);
                _ptys.ForEach(pty => pty.ForgetClaim());
                reportDueNs = Math.Max(reportDueNs + (1000 * NsPerMs), nowNs);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pty in _ptys)
        {
            pty.Dispose();
        }
    }

    private void AddBus(int index)
    {
        var seed = _options.Seed + (0x1_0000_0000UL * (ulong)index);
        var prefix = _options.Buses == 1 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"b{index + 1}-");
        var rooms = new PumpRoomBus(prefix, _options.Devices, _options.Points, seed, _options.Noise);
        var speed = _options.Pace ? new LineSpeed(_options.Baud, 2 * NsPerMs) : LineSpeed.AtOnce;
        var bus = new SlaveBus(speed, _options.Faults, seed + 1);
        foreach (var device in rooms.Devices)
        {
            bus.Add(device.Address, device.Map);
        }

        var pty = new Pty();
        _ptys.Add(pty);
        if (_options.Links.Count > index)
        {
            pty.LinkAt(_options.Links[index]);
        }

        _rooms.Add(rooms);
        _buses.Add(bus);
        _deadlinesNs[index] = SlaveBus.Never;
        _polls[index] = new PtyNative.PollEntry { File = pty.Master, Events = PtyNative.PollIn };
    }

    private long NowNs() => (long)(_time.GetElapsedTime(_startedTicks).Ticks * 100.0);

    private unsafe void Wait(long untilNs)
    {
        foreach (var deadlineNs in _deadlinesNs)
        {
            untilNs = Math.Min(untilNs, deadlineNs);
        }

        var waitNs = Math.Clamp(untilNs - NowNs(), 0, 1000 * NsPerMs);
        var timeout = TimeSpec.FromNs(waitNs);
        fixed (PtyNative.PollEntry* entries = _polls)
        {
            if (PtyNative.Poll(entries, (nuint)_polls.Length, &timeout, 0) < 0)
            {
                var error = Libc.Errno;
                if (error != PtyNative.Interrupted)
                {
                    throw new IOException($"ppoll: {Libc.ErrorText(error)}");
                }

                foreach (ref var entry in _polls.AsSpan())
                {
                    entry.Returned = 0;
                }
            }
        }
    }

    private void Serve()
    {
        for (var i = 0; i < _buses.Count; i++)
        {
            var nowNs = NowNs();
            var isReadable = (_polls[i].Returned & PtyNative.PollIn) != 0;
            if (!isReadable && nowNs < _deadlinesNs[i])
            {
                continue;
            }

            var received = isReadable ? _ptys[i].Read(_receive) : 0;
            var sent = _buses[i].Step(_receive.AsSpan(0, received), nowNs, _send, out _deadlinesNs[i]);
            if (sent > 0)
            {
                _ptys[i].Write(_send.AsSpan(0, sent));
            }
        }
    }

    private void StepModels()
    {
        foreach (var rooms in _rooms)
        {
            rooms.Step(ModelStepMs * _options.Speed);
        }
    }
}
