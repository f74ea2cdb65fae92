namespace EdgeAgent.Sensors.Mqtt;

/// <summary>What became of the messages of a source. Written by its thread alone, read by any.</summary>
public sealed class MqttCounts
{
    private long _messages;
    private long _retained;
    private long _repeated;
    private long _lost;
    private long _restarts;
    private long _stale;
    private long _unread;

    /// <summary>Messages that came.</summary>
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>Messages that were not read because the broker had kept them.</summary>
    public long Retained => Volatile.Read(ref _retained);

    /// <summary>Messages that were not read because their number had been read just before.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Messages that are missing by the numbers of those around them.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Devices that began to count anew.</summary>
    public long Restarts => Volatile.Read(ref _restarts);

    /// <summary>Kept messages that were too old by their own time.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>Messages that no device of the source waits for.</summary>
    public long Unread => Volatile.Read(ref _unread);

    internal void CountMessage() => Volatile.Write(ref _messages, _messages + 1);

    internal void CountRetained() => Volatile.Write(ref _retained, _retained + 1);

    internal void CountRepeated() => Volatile.Write(ref _repeated, _repeated + 1);

    internal void CountLost(long messages) => Volatile.Write(ref _lost, _lost + messages);

    internal void CountRestart() => Volatile.Write(ref _restarts, _restarts + 1);

    internal void CountStale() => Volatile.Write(ref _stale, _stale + 1);

    internal void CountUnread() => Volatile.Write(ref _unread, _unread + 1);
}
