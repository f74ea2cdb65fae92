using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;
using static EdgeAgent.Sensors.Serial.SerialNative;

namespace EdgeAgent.Sensors.Serial;

/// <summary>
/// One line and the thread that owns it: opens it, steps a driver, sends what it wants sent, and waits in ppoll(2) for bytes or the driver's deadline.
/// A line that goes away is opened again: at first after 0.25 s, then ever later up to the opener's limit. Public members may be used from any thread.
/// </summary>
public sealed unsafe class BusHost : ISourceHost
{
    private const int ReadCapacity = 4_096;
    private const int StackBytes = 256 * 1024;
    private const long SendLimitNs = 2_000_000_000;
    private const nuint TimerSlackNs = 1_000;
    private const int JoinMs = 1_000;

    private readonly string _name;
    private readonly ILineOpener _opener;
    private readonly OpenPace _pace;
    private readonly IBusDriver _driver;
    private readonly IBusSink _sink;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly BusOutput _output = new();
    private readonly byte[] _input = new byte[ReadCapacity];
    private readonly Thread _thread;
    private readonly WakeEvent _wake = new();
    private IBusLine? _port;
    private volatile bool _stopping;
    private volatile bool _open;
    private volatile string _fault = "not opened yet";
    private string _toldFault = "";
    private long _deadlineNs = BusOutput.Never;
    private bool _begun;
    private bool _opening;
    private bool _woken;
    private long _driverFailures;
    private readonly Action _wakeAction;
    private bool _started;
    private bool _disposed;

    /// <summary>Makes a host; nothing is opened before <see cref="Start"/>. The host owns <paramref name="opener"/>.</summary>
    public BusHost(string name, ILineOpener opener, IBusDriver driver, IBusSink sink, IEdgeClock clock, ILogger log)
    {
        _name = name;
        _opener = opener;
        _pace = new OpenPace(opener.LastRetryNs);
        _driver = driver;
        _sink = sink;
        _clock = clock;
        _log = log;
        _wakeAction = _wake.Wake;
        _thread = new Thread(Run, StackBytes) { Name = $"port {_name}", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics => _driver.Statistics;

    /// <summary>How often the driver threw: each is a programmer's error.</summary>
    public long DriverFailures => Volatile.Read(ref _driverFailures);

    /// <inheritdoc/>
    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <inheritdoc/>
    public bool TryWrite(PointWrite write)
    {
        if (!_driver.TryWrite(write))
        {
            return false;
        }

        _wake.Wake();
        return true;
    }

    /// <summary>Stops the thread and closes the line; at most 1 s.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping = true;
        _wake.Wake();

        // A thread that does not end in time keeps its descriptor: closing it below the thread could close a stranger's.
        if (!_started || _thread.Join(JoinMs))
        {
            _wake.Dispose();
        }

        _driver.End();
        _opener.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The port's loop: a driver's error must not end the process.")]
    private void Run()
    {
        _ = ProcessControl(SetTimerSlack, TimerSlackNs);
        while (!_stopping)
        {
            try
            {
                Cycle();
            }
            catch (Exception e)
            {
                Recover(e);
            }
        }

        ClosePort();
    }

    private void Recover(Exception error)
    {
        Volatile.Write(ref _driverFailures, _driverFailures + 1);
        if (_driverFailures == 1)
        {
            Log.DriverFailed(_log, _name, error);
        }

        ClosePort();
        _fault = $"the driver failed: {error.GetType().Name}";
        _deadlineNs = BusOutput.Never;
        _pace.Failed(_clock.Read().MonoNs);
    }

    private void Cycle()
    {
        var now = _clock.Read();
        if (_port is null && now.MonoNs >= _pace.NextNs)
        {
            TryOpen();
            now = _clock.Read();
        }

        if (now.MonoNs >= _deadlineNs)
        {
            Step(BusInput.Deadline, default, now);
            now = _clock.Read();
        }

        var wakeNs = _port is null ? Math.Min(_deadlineNs, _pace.NextNs) : _deadlineNs;
        var results = Wait(PollIn, Math.Max(0, wakeNs - now.MonoNs), out var isWoken);
        if (results != 0)
        {
            Receive();
        }

        if ((isWoken || _woken) && !_stopping)
        {
            _woken = false;
            if (_opening)
            {
                _pace.NextNs = 0;
                return;
            }

            Step(BusInput.Wake, default, _clock.Read());
        }
    }

    private void TryOpen()
    {
        var opened = _opener.TryOpen(_wakeAction);
        _opening = opened.IsPending;
        if (opened.Line is null)
        {
            NotOpen(opened);
            return;
        }

        _port = opened.Line;
        _open = true;
        _fault = "";
        _toldFault = "";
        _pace.Opened();
        Log.Opened(_log, _name, _port.Path);
        Step(BusInput.Opened, default, _clock.Read());
    }

    private void NotOpen(in LineOpening opened)
    {
        if (opened.IsPending)
        {
            // The first attempt is waited for: a line that opens in a moment was never gone.
            _pace.NextNs = BusOutput.Never;
            return;
        }

        TellFault(opened.Fault);
        _pace.Failed(_clock.Read().MonoNs);
        if (!_begun)
        {
            Step(BusInput.Closed, default, _clock.Read());
        }
    }

    private void TellFault(string fault)
    {
        _fault = fault;
        if (fault != _toldFault)
        {
            _toldFault = fault;
            Log.OpenFailed(_log, _name, fault);
        }
    }

    private void Receive()
    {
        var count = _port!.Read(_input);
        if (count > 0)
        {
            Step(BusInput.Bytes, _input.AsSpan(0, count), _clock.Read());
        }
        else if (count == IBusLine.Gone)
        {
            Lose();
        }
    }

    private void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now)
    {
        _begun = true;
        _output.Clear();
        _driver.Step(input, bytes, now, _output);
        _deadlineNs = _output.DeadlineNs;
        if (_output.Readings.Count > 0 || _output.Changes.Count > 0)
        {
            _sink.Take(_output.Readings, _output.Changes);
        }

        if (_output.StationWindows.Count > 0)
        {
            _sink.Take(_output.StationWindows);
        }

        if (_output.Time is { } fix)
        {
            _sink.Take(fix);
        }

        if (_port is null)
        {
            return;
        }

        if (_output.DiscardInput)
        {
            _port.DiscardInput();
        }

        var isSet = _output.Line is not { } line || _port.Configure(line);
        if (!isSet || (_output.Send.Length > 0 && !Send(_output.Send)))
        {
            Lose();
        }
    }

    private bool Send(ReadOnlySpan<byte> bytes)
    {
        _port!.BeginSend();
        var startNs = 0L;
        while (bytes.Length > 0)
        {
            var count = _port.Write(bytes);
            if (count > 0)
            {
                bytes = bytes[count..];
                continue;
            }

            var nowNs = _clock.Read().MonoNs;
            startNs = startNs == 0 ? nowNs : startNs;
            if (count == IBusLine.Gone || _stopping || nowNs - startNs > SendLimitNs)
            {
                return false;
            }

            _ = Wait(PollOut, SendLimitNs, out var isWoken);
            _woken |= isWoken;
        }

        _port.EndSend();
        return true;
    }

    private void Lose()
    {
        var fault = _port!.GoneReason.Length == 0 ? "the line was hung up or does not take what is sent" : _port.GoneReason;
        Log.Gone(_log, _name, fault);
        ClosePort();
        _fault = $"gone: {fault}";
        _pace.Failed(_clock.Read().MonoNs);
        Step(BusInput.Closed, default, _clock.Read());
    }

    private void ClosePort()
    {
        _port?.Dispose();
        _port = null;
        _open = false;
    }

    // Waits for the line, a wake or the time; answers what the line has, 0 for nothing.
    private short Wait(short events, long waitNs, out bool isWoken)
    {
        var timeout = TimeSpec.FromNs(Math.Min(waitNs, 3_600_000_000_000));
        var descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = new PollDescriptor { Descriptor = _wake.Descriptor, Events = PollIn };
        descriptors[1] = new PollDescriptor { Descriptor = _port?.Descriptor ?? -1, Events = events };
        isWoken = false;
        if (Poll(descriptors, 2, &timeout, null) <= 0)
        {
            return 0;
        }

        isWoken = descriptors[0].Results != 0;
        if (isWoken && !_stopping)
        {
            _wake.Clear();
        }

        return descriptors[1].Results;
    }
}
