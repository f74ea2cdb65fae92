using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>The connections of one listener and their bounds. Belongs to the listener's thread; <see cref="Counts"/> may be read from others.</summary>
internal sealed class StationConnections(string kind, StationGroup group, SourceParts parts, ListenLimits limits)
{
    private const int ReadCapacity = 4_096;
    private const int SendCapacity = 8_192;

    private readonly List<StationConnection> _connections = [];
    private readonly BusOutput _output = new(SendCapacity);
    private readonly byte[] _input = new byte[ReadCapacity];
    private bool _toldFailure;

    public ListenCounts Counts { get; } = new();

    public int Count => _connections.Count;

    /// <summary>Hands over what a step made.</summary>
    public static void Deliver(BusOutput output, IBusSink sink)
    {
        if (output.Readings.Count > 0 || output.Changes.Count > 0)
        {
            sink.Take(output.Readings, output.Changes);
        }

        if (output.StationWindows.Count > 0)
        {
            sink.Take(output.StationWindows);
        }
    }

    /// <summary>Takes a connection; false when all are taken and none gives way.</summary>
    public bool TryAdd(Socket socket, in Now now)
    {
        if (_connections.Count >= limits.Connections && !MakeRoom(now.MonoNs))
        {
            Counts.CountEnd(LinkEnd.Refused);
            return false;
        }

        var peer = ListenSockets.PeerOf(socket);
        _connections.Add(new StationConnection(socket, peer, group.Connect(peer), limits, now.MonoNs));
        Counts.CountAccepted();
        Counts.SetOpen(_connections.Count);
        ListenLog.Connected(parts.Log, kind, peer);
        Step(_connections.Count - 1, BusInput.Opened, default, now);
        return true;
    }

    /// <summary>Steps those whose deadline has passed and ends those that are idle; answers when to do so again, ns.</summary>
    public long StepDue(in Now now)
    {
        for (var i = _connections.Count - 1; i >= 0; i--)
        {
            if (now.MonoNs >= _connections[i].DeadlineNs)
            {
                Step(i, BusInput.Deadline, default, now);
            }
            else if (now.MonoNs >= _connections[i].IdleAtNs)
            {
                End(i, LinkEnd.Idle);
            }
        }

        var nextNs = BusOutput.Never;
        foreach (var connection in _connections)
        {
            nextNs = Math.Min(nextNs, Math.Min(connection.DeadlineNs, connection.IdleAtNs));
        }

        return nextNs;
    }

    /// <summary>Writes what to wait for, one entry a connection.</summary>
    public void Fill(Span<ListenNative.Entry> entries)
    {
        for (var i = 0; i < _connections.Count; i++)
        {
            var events = _connections[i].HasUnsent ? (short)(ListenNative.PollIn | ListenNative.PollOut) : ListenNative.PollIn;
            entries[i] = new ListenNative.Entry { Descriptor = _connections[i].Descriptor, Events = events };
        }
    }

    /// <summary>Serves those that have something; the entries are those of <see cref="Fill"/>.</summary>
    public void Serve(ReadOnlySpan<ListenNative.Entry> entries)
    {
        // From the last on: ending one moves none that is still to be looked at.
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            if (entries[i].Results != 0)
            {
                Serve(i, entries[i].Results);
            }
        }
    }

    /// <summary>Ends them all.</summary>
    public void Clear()
    {
        _connections.ForEach(c => c.Dispose());
        _connections.Clear();
        Counts.SetOpen(0);
    }

    /// <summary>Tells a programmer's error, once.</summary>
    public void TellFailure(string peer, Exception error)
    {
        if (!_toldFailure)
        {
            _toldFailure = true;
            ListenLog.DriverFailed(parts.Log, kind, peer, error);
        }
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
            Step(index, BusInput.Bytes, _input.AsSpan(0, count), parts.Clock.Read());
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
        connection.Count(bytes.Length, now.MonoNs);
        Deliver(_output, parts.Sink);
        var end = _output.Send.Length > 0 ? connection.Send(_output.Send) : null;
        end ??= connection.IsOversized ? LinkEnd.Oversized : null;
        if (end is { } reason)
        {
            End(index, reason);
        }
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
        Counts.CountEnd(end);
        Counts.SetOpen(_connections.Count);
        ListenLog.Ended(parts.Log, kind, connection.Peer, end);
    }
}
