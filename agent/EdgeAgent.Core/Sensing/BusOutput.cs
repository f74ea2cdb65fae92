using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>
/// What a step of a bus driver wants done. The host owns one and reuses it, so that a step allocates nothing.
/// Not thread-safe: it belongs to the port's thread.
/// </summary>
public sealed class BusOutput
{
    /// <summary>No deadline: wait for bytes alone.</summary>
    public const long Never = long.MaxValue;

    private readonly byte[] _send;
    private int _sendLength;

    /// <summary>Makes an output that holds <paramref name="sendCapacity"/> bytes to send, 1..65,536.</summary>
    public BusOutput(int sendCapacity = 1024)
    {
        _send = new byte[sendCapacity];
    }

    /// <summary>Bytes to put on the wire now; empty for none.</summary>
    public ReadOnlySpan<byte> Send => _send.AsSpan(0, _sendLength);

    /// <summary>When to step again at the latest, CLOCK_BOOTTIME ns; <see cref="Never"/> for no deadline.</summary>
    public long DeadlineNs { get; set; } = Never;

    /// <summary>True when the host should drop what the port has received so far (resynchronisation).</summary>
    public bool DiscardInput { get; set; }

    /// <summary>Settings that the line must have before <see cref="Send"/> is sent; null to leave it as it is.</summary>
    public SerialSettings? Line { get; set; }

    /// <summary>Readings made in this step, in order.</summary>
    public List<Reading> Readings { get; } = new(256);

    /// <summary>Devices lost or back in this step.</summary>
    public List<DeviceChange> Changes { get; } = new(16);

    /// <summary>Figures that stations made by themselves, in order.</summary>
    public List<StationWindow> StationWindows { get; } = new(16);

    /// <summary>UTC as told in this step; null when it was not.</summary>
    public TimeFix? Time { get; set; }

    /// <summary>Empties everything; the host calls it before each step.</summary>
    public void Clear()
    {
        _sendLength = 0;
        DeadlineNs = Never;
        DiscardInput = false;
        Line = null;
        Time = null;
        StationWindows.Clear();
        Readings.Clear();
        Changes.Clear();
    }

    /// <summary>Sets what to send. Throws <see cref="ArgumentException"/> when it exceeds the capacity: a programmer error.</summary>
    public void SetSend(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_send);
        _sendLength = bytes.Length;
    }

    /// <summary>Adds to what is sent; false, and nothing is added, when it does not fit.</summary>
    public bool TryAddSend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _send.Length - _sendLength)
        {
            return false;
        }

        bytes.CopyTo(_send.AsSpan(_sendLength));
        _sendLength += bytes.Length;
        return true;
    }
}
