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
    private const int ReadCapacity = 4_096;
    private const int SendCapacity = 8_192;
    private const int StackBytes = 256 * 1024;
    private const int JoinMs = 1_000;
    private const long RetryNs = 2_000_000_000;
    private const long PauseNs = 1_000_000_000;
    private const long LongestWaitNs = 60_000_000_000;

    private readonly string _kind;
    private readonly IReadOnlyList<IPEndPoint> _addresses;
    private readonly StationGroup _group;
    private readonly SourceParts _parts;
    private readonly ListenLimits _limits;
    private readonly ListenSockets _listeners;
    private readonly List<StationConnection> _connections = [];
    private readonly ListenNative.Entry[] _entries;
    private readonly BusOutput _output = new(SendCapacity);
    private readonly byte[] _input = new byte[ReadCapacity];
    private readonly WakeEvent _wake = new();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private volatile bool _open;
    private volatile string _fault = "not opened yet";
    private string _toldFault = "";
    private long _openAtNs;
    private long _acceptAtNs;
    private bool _toldFull;
    private bool _toldFailure;
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
        _addresses = addresses;
        _group = group;
        _parts = parts;
        _limits = limits ?? new ListenLimits();
        _listeners = new ListenSockets(addresses);
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
    public ListenCounts Connections { get; } = new();

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
        TellFailure("the listener itself", error);
        CloseAll();
        _fault = $"the listener failed: {error.GetType().Name}";
        _openAtNs = _parts.Clock.Read().MonoNs + RetryNs;
    }

    private void CloseAll()
    {
        _open = false;
        _listeners.Close();
        _connections.ForEach(c => c.Dispose());
        _connections.Clear();
        Connections.SetOpen(0);
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
        Deliver();
        var wakeNs = Math.Min(_output.DeadlineNs, _open ? _acceptAtNs > now.MonoNs ? _acceptAtNs : BusOutput.Never : _openAtNs);
        for (var i = _connections.Count - 1; i >= 0; i--)
        {
            var connection = _connections[i];
            if (now.MonoNs >= connection.DeadlineNs)
            {
                Step(i, BusInput.Deadline, default, now);
            }
            else if (now.MonoNs >= connection.IdleAtNs)
            {
                End(i, LinkEnd.Idle);
            }
        }

        foreach (var connection in _connections)
        {
            wakeNs = Math.Min(wakeNs, Math.Min(connection.DeadlineNs, connection.IdleAtNs));
        }

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

        // From the last on: ending one moves none that is still to be looked at.
        for (var i = count - 1 - 1 - listeners; i >= 0; i--)
        {
            if (_entries[1 + listeners + i].Results != 0)
            {
                Serve(i, _entries[1 + listeners + i].Results);
            }
        }

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

        foreach (var connection in _connections)
        {
            var events = connection.HasUnsent ? (short)(ListenNative.PollIn | ListenNative.PollOut) : ListenNative.PollIn;
            _entries[count++] = new ListenNative.Entry { Descriptor = connection.Descriptor, Events = events };
        }

        return count;
    }

    private void Serve(int index, short results)
    {
        var connection = _connections[index];
        if ((results & ListenNative.PollOut) != 0 && connection.Flush() is { } end)
        {
            End(index, end);
            return;
        }

        if ((results & ~ListenNative.PollOut) == 0)
        {
            return;
        }

        var count = connection.Read(_input);
        if (count < 0)
        {
            End(index, LinkEnd.Closed);
        }
        else if (count > 0)
        {
            Step(index, BusInput.Bytes, _input.AsSpan(0, count), _parts.Clock.Read());
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One connection's driver: its error must not end the others.")]
    private void Step(int index, BusInput input, ReadOnlySpan<byte> bytes, in Now now)
    {
        var connection = _connections[index];
        try
        {
            _output.Clear();
            connection.Link.Step(input, bytes, now, _output);
        }
        catch (Exception e)
        {
            TellFailure(connection.Peer, e);
            End(index, LinkEnd.Failed);
            return;
        }

        connection.DeadlineNs = _output.DeadlineNs;
        var fits = connection.CountIn(bytes.Length);
        connection.NoteFrames(now.MonoNs);
        Deliver();
        var end = _output.Send.Length > 0 ? connection.Send(_output.Send) : null;
        if (end is not null || (!fits && !connection.CountIn(0)))
        {
            End(index, end ?? LinkEnd.Oversized);
        }
    }

    private void Deliver()
    {
        if (_output.Readings.Count > 0 || _output.Changes.Count > 0)
        {
            _parts.Sink.Take(_output.Readings, _output.Changes);
        }

        if (_output.StationWindows.Count > 0)
        {
            _parts.Sink.Take(_output.StationWindows);
        }
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

        if (_connections.Count >= _limits.Connections && !MakeRoom(now.MonoNs))
        {
            socket.Dispose();
            Connections.CountEnd(LinkEnd.Refused);
            if (!_toldFull)
            {
                _toldFull = true;
                ListenLog.Full(_parts.Log, _kind, _limits.Connections);
            }

            return;
        }

        var peer = ListenSockets.PeerOf(socket);
        var connection = new StationConnection(socket, peer, _group.Connect(peer), _limits, now.MonoNs);
        _connections.Add(connection);
        Connections.CountAccepted();
        Connections.SetOpen(_connections.Count);
        ListenLog.Connected(_parts.Log, _kind, peer);
        Step(_connections.Count - 1, BusInput.Opened, default, now);
    }

    private bool MakeRoom(long nowNs)
    {
        var index = _connections.FindIndex(c => c.MayGiveWay(nowNs));
        if (index >= 0)
        {
            End(index, LinkEnd.GaveWay);
        }

        return index >= 0;
    }

    private void End(int index, LinkEnd end)
    {
        var connection = _connections[index];
        _connections.RemoveAt(index);
        connection.Dispose();
        Connections.CountEnd(end);
        Connections.SetOpen(_connections.Count);
        ListenLog.Ended(_parts.Log, _kind, connection.Peer, end);
    }

    private void TellFailure(string peer, Exception error)
    {
        if (!_toldFailure)
        {
            _toldFailure = true;
            ListenLog.DriverFailed(_parts.Log, _kind, peer, error);
        }
    }
}
