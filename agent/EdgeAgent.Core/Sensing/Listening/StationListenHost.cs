using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>
/// Takes connections of stations on TCP and runs them all on one thread that waits in ppoll(2). Each connection has a driver of its own; the stations' memory is the group's.
/// What is bounded: connections, the time and the bytes without a sound frame, and what a peer leaves unread. See <see cref="ISourceHost"/>.
/// </summary>
public sealed unsafe class StationListenHost : ISourceHost
{
    private const int StackBytes = 256 * 1024;
    private const int JoinMs = 1_000;
    private const long RetryNs = 2_000_000_000;
    private const long PauseNs = 1_000_000_000;
    private const long LongestWaitNs = 60_000_000_000;

    private readonly string _kind;
    private readonly StationGroup _group;
    private readonly SourceParts _parts;
    private readonly ListenLimits _limits;
    private readonly ListenSockets _listeners;
    private readonly StationConnections _connections;
    private readonly ListenNative.Entry[] _entries;
    private readonly BusOutput _output = new();
    private readonly WakeEvent _wake = new();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private volatile bool _open;
    private volatile string _fault = "not opened yet";
    private string _toldFault = "";
    private long _openAtNs;
    private long _acceptAtNs;
    private bool _toldFull;
    private bool _started;
    private bool _disposed;

    /// <summary>Makes a host; nothing is opened before <see cref="Start"/>.</summary>
    /// <param name="kind">Kind of the source, for people.</param>
    /// <param name="addresses">Where to listen; port 0 for any.</param>
    /// <param name="group">The stations.</param>
    /// <param name="parts">Sink, clock and log.</param>
    /// <param name="limits">Bounds; null for the usual ones.</param>
    public StationListenHost(string kind, IReadOnlyList<IPEndPoint> addresses, StationGroup group, SourceParts parts, ListenLimits? limits = null)
    {
        _kind = kind;
        _group = group;
        _parts = parts;
        _limits = limits ?? new ListenLimits();
        _listeners = new ListenSockets(addresses);
        _connections = new StationConnections(kind, group, parts, _limits);
        _entries = new ListenNative.Entry[1 + addresses.Count + _limits.Connections];
        _thread = new Thread(Run, StackBytes) { Name = $"listen {kind}", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics => _group.Statistics;

    /// <summary>What became of its connections.</summary>
    public ListenCounts Connections => _connections.Counts;

    /// <summary>Where it listens, once it is open.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _listeners.Bound;

    /// <inheritdoc/>
    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>Stations are not written to: always false.</summary>
    public bool TryWrite(PointWrite write) => false;

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

        // A thread that does not end in time keeps its descriptor: closing it below the thread could close a stranger's.
        if (!_started || _thread.Join(JoinMs))
        {
            _wake.Dispose();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The listener's loop: an error in one round must not end the process.")]
    private void Run()
    {
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

        CloseAll();
    }

    private void Recover(Exception error)
    {
        _connections.TellFailure("the listener itself", error);
        CloseAll();
        _fault = $"the listener failed: {error.GetType().Name}";
        _openAtNs = _parts.Clock.Read().MonoNs + RetryNs;

        // What fails at once again must not keep a core busy.
        Wait(RetryNs, acceptsNow: false);
    }

    private void CloseAll()
    {
        _open = false;
        _listeners.Close();
        _connections.Clear();
    }

    private void Cycle()
    {
        var now = _parts.Clock.Read();
        if (!_open && now.MonoNs >= _openAtNs)
        {
            Open(now);
        }

        _output.Clear();
        _group.Step(now, _output);
        StationConnections.Deliver(_output, _parts.Sink);
        var wakeNs = Math.Min(_output.DeadlineNs, _open ? _acceptAtNs > now.MonoNs ? _acceptAtNs : BusOutput.Never : _openAtNs);
        wakeNs = Math.Min(wakeNs, _connections.StepDue(now));
        Wait(Math.Clamp(wakeNs - now.MonoNs, 0, LongestWaitNs), acceptsNow: now.MonoNs >= _acceptAtNs);
    }

    private void Open(in Now now)
    {
        _fault = _listeners.Open();
        _open = _fault.Length == 0;
        _openAtNs = now.MonoNs + RetryNs;
        if (_open)
        {
            _toldFault = "";
            foreach (var address in _listeners.Bound)
            {
                ListenLog.Listening(_parts.Log, address.ToString(), _kind);
            }
        }
        else if (_fault != _toldFault)
        {
            _toldFault = _fault;
            ListenLog.CannotListen(_parts.Log, _kind, _fault);
        }
    }

    private void Wait(long waitNs, bool acceptsNow)
    {
        var count = Fill(acceptsNow);
        var timeout = TimeSpec.FromNs(waitNs);
        int ready;
        fixed (ListenNative.Entry* entries = _entries)
        {
            ready = ListenNative.Poll(entries, (nuint)count, &timeout, null);
        }

        if (ready <= 0)
        {
            return;
        }

        var listeners = _listeners.Count;
        _connections.Serve(_entries.AsSpan(1 + listeners, count - 1 - listeners));
        for (var i = 0; i < listeners; i++)
        {
            if (_entries[1 + i].Results != 0)
            {
                Accept(i);
            }
        }
    }

    private int Fill(bool acceptsNow)
    {
        var count = 0;
        _entries[count++] = new ListenNative.Entry { Descriptor = _wake.Descriptor, Events = ListenNative.PollIn };
        for (var i = 0; i < _listeners.Count; i++)
        {
            _entries[count++] = new ListenNative.Entry { Descriptor = acceptsNow ? _listeners.Descriptor(i) : -1, Events = ListenNative.PollIn };
        }

        _connections.Fill(_entries.AsSpan(count));
        return count + _connections.Count;
    }

    private void Accept(int listener)
    {
        var socket = _listeners.TryAccept(listener, out var isExhausted);
        var now = _parts.Clock.Read();
        if (socket is null)
        {
            _acceptAtNs = isExhausted ? now.MonoNs + PauseNs : _acceptAtNs;
            return;
        }

        if (!_connections.TryAdd(socket, now))
        {
            socket.Dispose();
            if (!_toldFull)
            {
                _toldFull = true;
                ListenLog.Full(_parts.Log, _kind, _limits.Connections);
            }
        }
    }
}
