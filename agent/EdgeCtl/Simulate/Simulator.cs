using EdgeAgent.Core.Interop;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Scenarios;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate;

/// <summary>The lines of a scenario on their ptys and network ports, all on the calling thread. Not thread-safe, but for <see cref="Stop"/>.</summary>
internal sealed class Simulator : IDisposable
{
    private const int ModelStepMs = 100;
    private const long NsPerMs = 1_000_000;
    private const long TurnaroundNs = 2 * NsPerMs;
    private const long NetworkSilenceNs = 1000 * NsPerMs;

    private readonly TimeProvider _time;
    private readonly SimulateOptions _options;
    private readonly List<SimulatedLine> _lines = [];
    private readonly List<IEndpoint> _endpoints = [];
    private readonly long _startedTicks;
    private PtyNative.PollEntry[] _polls = [];
    private volatile bool _stopped;

    /// <summary>Opens the ptys and network ports, and makes the links. Throws <see cref="IOException"/> when one cannot be had.</summary>
    public Simulator(SimulateOptions options, Scenario scenario, TimeProvider time)
    {
        _options = options;
        _time = time;
        Scenario = scenario;
        _startedTicks = time.GetTimestamp();
        try
        {
            foreach (var plan in scenario.Lines)
            {
                _lines.Add(Open(plan, _lines.Count));
            }
        }
        catch (IOException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What is simulated.</summary>
    public Scenario Scenario { get; }

    /// <summary>Its lines, and where each is met.</summary>
    public IReadOnlyList<SimulatedLine> Lines => _lines;

    /// <summary>Time since the start, s.</summary>
    public double ElapsedS => NowNs() / 1e9;

    /// <summary>Counts of all lines together.</summary>
    public BusCounts Total()
    {
        var total = new BusCounts();
        foreach (var line in _lines)
        {
            total.Add(line.Counts);
        }

        return total;
    }

    /// <summary>Makes <see cref="Run"/> return within a tenth of a second. Any thread, a signal's too.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Serves until <see cref="Stop"/> or the seconds asked for are over; calls <paramref name="everySecond"/> on this thread.</summary>
    public void Run(Action<Simulator> everySecond)
    {
        // A bus is paced to the character: the usual slack of 50 us would add up over its chunks.
        _ = PtyNative.ProcessControl(PtyNative.SetTimerSlack, 1_000);
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
                _endpoints.ForEach(endpoint => endpoint.EverySecond());
                reportDueNs = Math.Max(reportDueNs + (1000 * NsPerMs), nowNs);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private SimulatedLine Open(LinePlan plan, int index)
    {
        var counts = new BusCounts();
        switch (plan.Kind)
        {
            case LineKind.Listen:
                var listener = new TcpListenEndpoint(plan.Port, () => NewBus(plan, index, counts), _endpoints.Add);
                _endpoints.Add(listener);
                return new SimulatedLine(plan, counts, listener.Address, new SitePlace("", listener.Address), null);
            case LineKind.Connect:
                _endpoints.Add(new TcpClientEndpoint(plan.Centre!, () => NewBus(plan, index, counts)));
                return new SimulatedLine(plan, counts, plan.Centre!.ToString(), new SitePlace("", Listen: plan.Centre!.ToString()), null);
            default:
                var pty = new Pty();
                _endpoints.Add(new PtyEndpoint(pty, NewBus(plan, index, counts)));
                var link = _options.Links.Count > index ? _options.Links[index] : null;
                if (link is not null)
                {
                    pty.LinkAt(link);
                }

                return new SimulatedLine(plan, counts, pty.Path, new SitePlace(plan.Name) { Echo = _options.Faults.Echo }, link);
        }
    }

    private SlaveBus NewBus(LinePlan plan, int index, BusCounts counts)
    {
        var speed = _options.Pace && plan.Kind == LineKind.Pty ? new LineSpeed(plan.Baud, TurnaroundNs) : LineSpeed.AtOnce;
        speed = plan.Kind == LineKind.Pty ? speed : speed with { SilenceNs = NetworkSilenceNs };
        var bus = new SlaveBus(speed, plan.Kind == LineKind.Pty ? _options.Faults : _options.Faults with { Echo = false }, _options.SeedOf(index) + 1) { Counts = counts };
        foreach (var slave in plan.Slaves)
        {
            bus.Add(slave);
        }

        return bus;
    }

    private long NowNs() => _time.GetElapsedTime(_startedTicks).Ticks * 100;

    private unsafe void Wait(long untilNs)
    {
        var count = _endpoints.Count;
        if (_polls.Length < count)
        {
            _polls = new PtyNative.PollEntry[2 * count];
        }

        for (var i = 0; i < count; i++)
        {
            var endpoint = _endpoints[i];
            untilNs = Math.Min(untilNs, endpoint.DeadlineNs);
            _polls[i] = new PtyNative.PollEntry { File = endpoint.File, Events = endpoint.Events };
        }

        var waitNs = Math.Clamp(untilNs - NowNs(), 0, 1000 * NsPerMs);
        var timeout = TimeSpec.FromNs(waitNs);
        fixed (PtyNative.PollEntry* entries = _polls)
        {
            if (PtyNative.Poll(entries, (nuint)count, &timeout, 0) < 0)
            {
                var error = Libc.Errno;
                if (error != PtyNative.Interrupted)
                {
                    throw new IOException($"ppoll: {Libc.ErrorText(error)}");
                }

                _polls.AsSpan().Clear();
            }
        }
    }

    private void Serve()
    {
        // Those that a listener adds meanwhile have no answer of this poll yet.
        var count = _endpoints.Count;
        for (var i = 0; i < count; i++)
        {
            var nowNs = NowNs();
            var isReady = _polls[i].Returned != 0;
            if (isReady || nowNs >= _endpoints[i].DeadlineNs)
            {
                _endpoints[i].Serve(isReady, nowNs);
            }
        }

        for (var i = _endpoints.Count - 1; i >= 0; i--)
        {
            if (_endpoints[i].IsOver)
            {
                _endpoints[i].Dispose();
                _endpoints.RemoveAt(i);
            }
        }
    }

    private void StepModels()
    {
        foreach (var model in Scenario.Models)
        {
            model.Step(ModelStepMs * _options.Speed);
        }
    }
}
