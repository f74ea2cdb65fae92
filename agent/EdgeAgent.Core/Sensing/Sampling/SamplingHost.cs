using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Core.Sensing.Sampling;

/// <summary>One thread that reads a source's devices on their schedule and hands over what they gave. Public members may be used from any thread.</summary>
public sealed class SamplingHost : ISourceHost
{
    private const int StackBytes = 256 * 1024;
    private const int JoinMs = 1_000;
    private const int LongestWaitMs = 60_000;

    private readonly string _name;
    private readonly SamplingDriver _driver;
    private readonly IBusSink _sink;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(false);
    private readonly PendingWrites _writes = new();
    private readonly List<Reading> _readings = new(64);
    private readonly List<DeviceChange> _changes = new(16);
    private volatile bool _stopping;
    private volatile string _fault = "not started yet";
    private volatile bool _open;
    private string _toldFault = "";
    private bool _started;
    private bool _disposed;

    /// <summary>Makes a host; nothing is read before <see cref="Start"/>.</summary>
    public SamplingHost(string name, SamplingDriver driver, SourceParts parts)
    {
        _name = name;
        _driver = driver;
        _sink = parts.Sink;
        _clock = parts.Clock;
        _log = parts.Log;
        _thread = new Thread(Run, StackBytes) { Name = $"sample {name}", IsBackground = true };
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
        if (!_writes.TryAdd(write))
        {
            return false;
        }

        _wake.Set();
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
        _wake.Set();
        var ended = !_started || _thread.Join(JoinMs);
        _writes.End();

        // A thread that the kernel still holds in a read wakes once more and must find its event.
        if (ended)
        {
            _wake.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                var deadlineNs = Step();
                var waitNs = deadlineNs - _clock.Read().MonoNs;
                if (waitNs > 0)
                {
                    _wake.WaitOne((int)Math.Min((waitNs + 999_999) / 1_000_000, LongestWaitMs));
                }
            }
            catch (Exception e)
            {
                SamplingLog.StepFailed(_log, _name, e);
                _wake.WaitOne(JoinMs);
            }
        }

        _driver.Stop();
    }

    private long Step()
    {
        _readings.Clear();
        _changes.Clear();
        while (_writes.Next() is { } write)
        {
            if (!_driver.Write(write, _clock.Read().MonoNs, _readings))
            {
                PendingWrites.Refuse(write);
            }
        }

        var deadlineNs = _driver.Step(_clock.Read().MonoNs, _readings, _changes);
        _open = _driver.IsOpen;
        _fault = _driver.Fault;
        if (_fault != _toldFault)
        {
            _toldFault = _fault;
            TellFault();
        }

        if (_readings.Count + _changes.Count > 0)
        {
            _sink.Take(_readings, _changes);
        }

        return deadlineNs;
    }

    private void TellFault()
    {
        if (_toldFault.Length > 0)
        {
            SamplingLog.Lost(_log, _name, _toldFault);
        }
        else
        {
            SamplingLog.Reading(_log, _name);
        }
    }
}
