using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using Microsoft.Extensions.Logging;
using static EdgeAgent.Sensors.Can.CanNative;

namespace EdgeAgent.Sensors.Can;

/// <summary>
/// The thread that listens on a CAN interface and looks for it again, twice a second, when it is gone or down. A frame's time is the kernel's (CLOCK_REALTIME), brought to
/// CLOCK_BOOTTIME by the difference at that moment, and never before the last wait or after now, which bounds what a step of the clock can do. Error frames and bus-off are counted:
/// see <see cref="BusStatistics.Ended"/> for <see cref="Quality.Exception"/>. Public members may be used from any thread.
/// </summary>
internal sealed class CanHost : ISourceHost
{
    private const int StackBytes = 256 * 1024;
    private const int JoinMs = 1_000;
    private const int Batch = 256;
    private const int FrameBytes = 8;
    private const long LookNs = 500_000_000;
    private const long PauseNs = 100_000_000;

    private readonly string _bus;
    private readonly string _interface;
    private readonly CanDriver _driver;
    private readonly SourceParts _parts;
    private readonly uint[] _ids;
    private readonly List<Reading> _readings = new(Batch);
    private readonly List<DeviceChange> _changes = new(16);
    private readonly PollEntry[] _entries = new PollEntry[2];
    private readonly WakeEvent _wake = new();
    private readonly Thread _thread;
    private CanSocket? _socket;
    private volatile bool _stopping;
    private volatile bool _open;
    private volatile string _fault = "not opened yet";
    private string _toldFault = "";
    private long _nextLookNs;
    private long _waitedNs;
    private long _busOffs;
    private uint _toldDropped;
    private bool _started;
    private bool _disposed;

    public CanHost(string bus, string @interface, CanDriver driver, SourceParts parts)
    {
        _bus = bus;
        _interface = @interface;
        _driver = driver;
        _parts = parts;
        _ids = [.. driver.Ids];
        _thread = new Thread(Run, StackBytes) { Name = $"can {bus}", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics => _driver.Statistics;

    /// <inheritdoc/>
    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <inheritdoc/>
    public bool TryWrite(PointWrite write)
    {
        write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, "the site file does not let this point be written"));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping = true;
        _wake.Wake();
        if (!_started || _thread.Join(JoinMs))
        {
            _socket?.Dispose();
            _wake.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Round();
            }
            catch (Exception e)
            {
                Log.StepFailed(_parts.Log, _bus, e);
                _ = KernelPoll.Wait([], PauseNs);
            }
        }
    }

    private void Round()
    {
        var nowNs = _parts.Clock.Read().MonoNs;
        if (nowNs >= _nextLookNs)
        {
            _nextLookNs = nowNs + LookNs;
            Look(nowNs);
        }

        var more = _socket is not null && Receive(nowNs);
        var deadlineNs = Math.Min(_nextLookNs, _driver.Step(nowNs, _readings, _changes));
        if (_readings.Count + _changes.Count > 0)
        {
            _parts.Sink.Take(_readings, _changes);
            _readings.Clear();
            _changes.Clear();
        }

        if (!more)
        {
            Wait(deadlineNs);
        }
    }

    private void Look(long nowNs)
    {
        if (_socket is { } held)
        {
            if (!held.IsUp(_interface))
            {
                Lose($"{_interface} is down or gone", nowNs);
            }

            return;
        }

        _socket = CanSocket.Open(_interface, _ids, out var fault);
        if (_socket is null)
        {
            Tell(fault);
            _driver.SetOpen(false, nowNs);
            return;
        }

        _toldFault = "";
        _toldDropped = 0;
        _fault = "";
        _open = true;
        _driver.SetOpen(true, nowNs);
        Log.Opened(_parts.Log, _bus, _interface);
    }

    private void Lose(string fault, long nowNs)
    {
        _socket?.Dispose();
        _socket = null;
        _driver.SetOpen(false, nowNs);
        Tell(fault);
    }

    private void Tell(string fault)
    {
        _open = false;
        _fault = fault;
        if (fault != _toldFault)
        {
            _toldFault = fault;
            Log.NotOpened(_parts.Log, _bus, fault);
        }
    }

    // Takes what waits, a batch at most; true when there may be more.
    private unsafe bool Receive(long nowNs)
    {
        _ = Libc.ClockGetTime(Libc.ClockBoottime, out var boot);
        _ = Libc.ClockGetTime(Libc.ClockRealtime, out var real);
        var differenceNs = boot.TotalNs - real.TotalNs;
        for (var i = 0; i < Batch; i++)
        {
            var count = _socket!.Receive(out var frame, out var realNs);
            if (count < 0)
            {
                Lose($"{_interface}: {Libc.ErrorText(-count)}", nowNs);
                return false;
            }

            if (count == 0)
            {
                _waitedNs = nowNs;
                return false;
            }

            var ns = realNs == 0 ? nowNs : Math.Clamp(realNs + differenceNs, Math.Min(_waitedNs, nowNs), nowNs);
            Take(in frame, ns);
        }

        return true;
    }

    private unsafe void Take(in CanFrame frame, long ns)
    {
        if ((frame.Id & Error) != 0)
        {
            Statistics.CountEnd(Quality.Exception);
            if ((frame.Id & ErrorBusOff) != 0)
            {
                Log.BusOff(_parts.Log, _bus, ++_busOffs);
            }

            return;
        }

        if (_socket!.Dropped > _toldDropped)
        {
            Log.Dropped(_parts.Log, _bus, _socket.Dropped);
            Statistics.CountEnd(Quality.Overlong);
            _toldDropped = _socket.Dropped;
        }

        Span<byte> data = stackalloc byte[FrameBytes];
        var length = Math.Min((int)frame.Length, FrameBytes);
        for (var i = 0; i < length; i++)
        {
            data[i] = frame.Data[i];
        }

        _driver.Take(frame.Id & ~Remote, data, length, ns, _readings, _changes);
    }

    private void Wait(long deadlineNs)
    {
        _entries[0] = new PollEntry { Descriptor = _wake.Descriptor, Events = KernelPoll.In };
        _entries[1] = new PollEntry { Descriptor = _socket?.Descriptor ?? -1, Events = KernelPoll.In };
        _ = KernelPoll.Wait(_entries, deadlineNs - _parts.Clock.Read().MonoNs);
        if (_entries[0].Results != 0)
        {
            _wake.Clear();
        }
    }
}
