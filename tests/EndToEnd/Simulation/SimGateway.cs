using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>
/// The gateway's program from one start to its end: real data path, real buffer over the simulated store, real decisions of the MQTT uplink. It plans its own next steps; what an
/// earlier start has planned is nothing to a later one.
/// </summary>
internal sealed class SimGateway
{
    private const long WindowMs = 60_000;
    private const int RetryMs = 5_000;

    private readonly SimWorld _world;
    private readonly DataPath _path;
    private readonly StageOutput _output = new();
    private readonly SimLane _lane;
    private readonly List<Reading> _readings = [];
    private readonly List<DeviceChange> _changes = [];
    private bool _isRetrying;

    public SimGateway(SimWorld world, ISummaryBuffer buffer, int start)
    {
        _world = world;
        Buffer = buffer;
        _lane = new SimLane(this);
        _path = new DataPath(SimSensors.Table, WindowMs, world.Clock.Boot, $"{world.Clock.Boot:x8}-{start}");
        _path.Restore(Buffer.GetState(DataPath.EventStateKey), world.Clock.Read(), _output);
        Uplink = new SimUplink(this, world);
    }

    public ISummaryBuffer Buffer { get; }

    public SimClock Clock => _world.Clock;

    public SimUplink Uplink { get; }

    /// <summary>Starts to live.</summary>
    public void Start()
    {
        Poll();
        Uplink.Turn();
    }

    /// <summary>Plans something that this start does, unless it has ended by then.</summary>
    public void In(long ms, Action action) => _world.Schedule.In(ms, () =>
    {
        if (_world.Gateway == this)
        {
            action();
        }
    });

    /// <summary>The end of something that the buffer does; the power may fail in its midst.</summary>
    public T Wait<T>(Task<T> task)
    {
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        return _world.Store.Power.IsOff ? throw new SimPowerCut() : task.GetAwaiter().GetResult();
    }

    public void Confirmed(string epoch, ulong seq, Summary summary) => _world.Confirmed(epoch, seq, summary);

    private void Poll()
    {
        var now = Clock.Read();
        _readings.Clear();
        _changes.Clear();
        _world.Sensors.Read(now.MonoNs, _readings, _changes);
        foreach (var change in _changes)
        {
            _path.Step(change, now, _output);
        }

        foreach (var reading in _readings)
        {
            _path.Step(reading, now, _output);
        }

        _path.Step(now, _output);
        if (_output.Summaries.Count > 0 || _output.EventStateChanged)
        {
            _lane.Add(_output, _path.EventState);
            Store();
        }

        In(SimSensors.PollMs, Poll);
    }

    private void Store()
    {
        if (_isRetrying)
        {
            return;
        }

        if (_lane.Store())
        {
            Uplink.Turn();
            return;
        }

        _isRetrying = true;
        In(RetryMs, () =>
        {
            _isRetrying = false;
            Store();
        });
    }
}
