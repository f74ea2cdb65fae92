using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;
using static EdgeAgent.Sensors.Serial.SerialNative;

namespace EdgeAgent.Sensors.Serial;

/// <summary>
/// One serial port and the thread that owns it: opens it, steps a driver, sends what it wants sent, and waits in ppoll(2) for bytes or the driver's deadline.
/// A port that goes away is looked for again every 0.25 to 2 s. Public members may be used from any thread.
/// </summary>
public sealed unsafe class SerialPortHost : IDisposable
{
    private const int ReadCapacity = 4_096;
    private const int StackBytes = 256 * 1024;
    private const long FirstRetryNs = 250_000_000;
    private const long LastRetryNs = 1_800_000_000;
    private const long SendLimitNs = 2_000_000_000;
    private const nuint TimerSlackNs = 1_000;
    private const int JoinMs = 1_000;

    private readonly string _name;
    private readonly SerialSettings _settings;
    private readonly PortProfile _profile;
    private readonly PortResolver _resolver;
    private readonly IBusDriver _driver;
    private readonly IBusSink _sink;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly BusOutput _output = new();
    private readonly byte[] _input = new byte[ReadCapacity];
    private readonly Thread _thread;
    private readonly int _stop;
    private SerialPort? _port;
    private volatile bool _stopping;
    private volatile bool _open;
    private volatile string _fault = "not opened yet";
    private string _toldFault = "";
    private long _retryNs = FirstRetryNs;
    private long _nextOpenNs;
    private long _deadlineNs;
    private long _driverFailures;
    private bool _started;
    private bool _disposed;

    /// <summary>Makes a host; nothing is opened before <see cref="Start"/>.</summary>
    public SerialPortHost(BusPlan plan, PortProfile profile, IBusDriver driver, IBusSink sink, IEdgeClock clock, ILogger log, PortResolver? resolver = null)
    {
        _name = plan.Port;
        _settings = plan.Serial;
        _profile = profile;
        _driver = driver;
        _sink = sink;
        _clock = clock;
        _log = log;
        _resolver = resolver ?? new PortResolver();
        _stop = Libc.EventDescriptor(0, Libc.EventCloseOnExec | Libc.EventNonBlocking);
        if (_stop < 0)
        {
            throw new IOException($"eventfd: {Libc.ErrorText(Libc.Errno)}");
        }

        _thread = new Thread(Run, StackBytes) { Name = $"port {_name}", IsBackground = true };
    }

    /// <summary>True while the port is open.</summary>
    public bool IsOpen => _open;

    /// <summary>Why the port is not open; empty when it is.</summary>
    public string Fault => _fault;

    /// <summary>The driver's counts.</summary>
    public BusStatistics Statistics => _driver.Statistics;

    /// <summary>How often the driver threw: each is a programmer's error.</summary>
    public long DriverFailures => Volatile.Read(ref _driverFailures);

    /// <summary>Starts the thread. Once.</summary>
    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>Stops the thread and closes the port; at most 1 s.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping = true;
        var one = 1UL;
        _ = Libc.Write(_stop, (byte*)&one, sizeof(ulong));

        // A thread that does not end in time keeps its descriptor: closing it below the thread could close a stranger's.
        if (!_started || _thread.Join(JoinMs))
        {
            _ = Libc.Close(_stop);
        }
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
        _nextOpenNs = _clock.Read().MonoNs + NextRetryNs();
    }

    private void Cycle()
    {
        var now = _clock.Read();
        if (_port is null && now.MonoNs >= _nextOpenNs)
        {
            TryOpen();
            now = _clock.Read();
        }

        if (now.MonoNs >= _deadlineNs)
        {
            Step(BusInput.Deadline, default, now);
            now = _clock.Read();
        }

        var wakeNs = _port is null ? Math.Min(_deadlineNs, _nextOpenNs) : _deadlineNs;
        var results = Wait(PollIn, Math.Max(0, wakeNs - now.MonoNs));
        if (results != 0)
        {
            Receive();
        }
    }

    private void TryOpen()
    {
        var path = _resolver.Resolve(_profile.Match, out var reason);
        var opened = path is null ? new SerialOpenResult(null, SerialOpenError.Missing, reason) : SerialPort.Open(path, _settings, _profile.Direction);
        if (opened.Port is null)
        {
            TellFault(opened.Fault);
            var first = _deadlineNs == 0;
            _nextOpenNs = _clock.Read().MonoNs + NextRetryNs();
            if (first)
            {
                Step(BusInput.Closed, default, _clock.Read());
            }

            return;
        }

        _port = opened.Port;
        _open = true;
        _fault = "";
        _toldFault = "";
        _retryNs = FirstRetryNs;
        Log.Opened(_log, _name, path!, _settings.Baud);
        Step(BusInput.Opened, default, _clock.Read());
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

    private long NextRetryNs()
    {
        var ns = _retryNs;
        _retryNs = Math.Min(_retryNs * 2, LastRetryNs);
        return ns + (long)(ns * 0.1 * Random.Shared.NextDouble());
    }

    private void Receive()
    {
        var count = _port!.Read(_input);
        if (count > 0)
        {
            Step(BusInput.Bytes, _input.AsSpan(0, count), _clock.Read());
        }
        else if (count == SerialPort.Gone)
        {
            Lose();
        }
    }

    private void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now)
    {
        _output.Clear();
        _driver.Step(input, bytes, now, _output);
        _deadlineNs = _output.DeadlineNs;
        if (_output.Readings.Count > 0 || _output.Changes.Count > 0)
        {
            _sink.Take(_output.Readings, _output.Changes);
        }

        if (_port is null)
        {
            return;
        }

        if (_output.DiscardInput)
        {
            _port.DiscardInput();
        }

        if (_output.Send.Length > 0 && !Send(_output.Send))
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
            if (count == SerialPort.Gone || _stopping || nowNs - startNs > SendLimitNs)
            {
                return false;
            }

            _ = Wait(PollOut, SendLimitNs);
        }

        _port.EndSend();
        return true;
    }

    private void Lose()
    {
        var fault = _port!.LastErrno == 0 ? "the line was hung up or does not take what is sent" : Libc.ErrorText(_port.LastErrno);
        Log.Gone(_log, _name, fault);
        ClosePort();
        _fault = $"gone: {fault}";
        _nextOpenNs = _clock.Read().MonoNs + NextRetryNs();
        Step(BusInput.Closed, default, _clock.Read());
    }

    private void ClosePort()
    {
        _port?.Dispose();
        _port = null;
        _open = false;
    }

    // Waits for the port, the stop signal or the time; answers what the port has, 0 for nothing.
    private short Wait(short events, long waitNs)
    {
        var timeout = TimeSpec.FromNs(Math.Min(waitNs, 3_600_000_000_000));
        var descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = new PollDescriptor { Descriptor = _stop, Events = PollIn };
        descriptors[1] = new PollDescriptor { Descriptor = _port?.Descriptor ?? -1, Events = events };
        return Poll(descriptors, 2, &timeout, null) > 0 ? descriptors[1].Results : (short)0;
    }
}
