using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>
/// What a source knows of its devices: readings of their messages, silence, and the loss of the broker. Pure: no I/O, clock or timer. One thread; <see cref="Counts"/> and the statistics
/// may be read by any.
/// </summary>
internal sealed class MqttStage
{
    private readonly IReadOnlyList<MqttDevice> _devices;
    private readonly DeviceReader[] _readers;
    private readonly TopicIndex _topics;
    private readonly DeviceLife[] _lives;
    private readonly BusStatistics _statistics;
    private readonly int _deviceBase;
    private bool _isOpen;
    private int _lost;

    /// <summary>Makes it for devices and points that begin at these indices of the site's table.</summary>
    public MqttStage(MqttSourceConfig config, IReadOnlyList<MqttDevice> devices, int pointBase, int deviceBase, BusStatistics statistics)
    {
        _devices = devices;
        _deviceBase = deviceBase;
        _statistics = statistics;
        _topics = new TopicIndex([.. devices.Select(d => d.Topic)]);
        _lives = new DeviceLife[devices.Count];
        _readers = new DeviceReader[devices.Count];
        for (var i = 0; i < devices.Count; i++)
        {
            _readers[i] = new DeviceReader(devices[i], i, pointBase, config, Counts, Notes);
            pointBase += devices[i].Points.Count;
        }
    }

    /// <summary>What became of the messages.</summary>
    public MqttCounts Counts { get; } = new();

    /// <summary>Faults of messages that were not told before; the host clears it.</summary>
    public List<PayloadNote> Notes { get; } = [];

    /// <summary>When to step at the latest, CLOCK_BOOTTIME ns.</summary>
    public long NextDeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>The source starts, without a broker.</summary>
    public void Start(in Now now)
    {
        for (var i = 0; i < _lives.Length; i++)
        {
            _lives[i].SilentSinceNs = now.MonoNs;
            _lives[i].Reason = Quality.PortGone;
        }

        Close(now);
    }

    /// <summary>The broker is there: each device has its whole time to report.</summary>
    public void Open(in Now now)
    {
        _isOpen = true;
        NextDeadlineNs = long.MaxValue;
        for (var i = 0; i < _lives.Length; i++)
        {
            ref var life = ref _lives[i];
            life.SilentSinceNs = now.MonoNs;
            life.Reason = Quality.Timeout;
            Schedule(ref life, now.MonoNs + Ns(life.IsLost ? _devices[i].IntervalMs : _devices[i].SilenceMs));
        }
    }

    /// <summary>The broker is gone: from the moment on when each device would report, its readings say so.</summary>
    public void Close(in Now now)
    {
        _isOpen = false;
        NextDeadlineNs = long.MaxValue;
        for (var i = 0; i < _lives.Length; i++)
        {
            Schedule(ref _lives[i], Math.Max(now.MonoNs, _lives[i].SilentSinceNs + Ns(_devices[i].IntervalMs)));
        }
    }

    /// <summary>Takes a message.</summary>
    public void Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, bool isRetained, in Now now, BusOutput output)
    {
        Counts.CountMessage();
        _statistics.CountReceived(payload.Length);
        var found = _topics.Find(topic);
        foreach (var device in found)
        {
            Take(device, payload, isRetained, now, output);
        }

        if (found.IsEmpty)
        {
            Counts.CountUnread();
            _statistics.CountDiscarded(payload.Length);
        }
    }

    /// <summary>Tells what is due.</summary>
    public void Step(in Now now, BusOutput output)
    {
        if (now.MonoNs < NextDeadlineNs)
        {
            return;
        }

        NextDeadlineNs = long.MaxValue;
        for (var i = 0; i < _lives.Length; i++)
        {
            ref var life = ref _lives[i];
            if (now.MonoNs >= life.DueNs)
            {
                Miss(i, ref life, now, output);
            }

            Schedule(ref life, life.DueNs);
        }
    }

    private static long Ns(long ms) => ms * 1_000_000;

    private void Take(int index, ReadOnlySpan<byte> payload, bool isRetained, in Now now, BusOutput output)
    {
        ref var life = ref _lives[index];
        var quality = _readers[index].Read(payload, isRetained, now, output.Readings);
        if (quality == Quality.NotPolled)
        {
            _statistics.CountDiscarded(payload.Length);
            return;
        }

        _statistics.CountEnd(quality);
        if (quality != Quality.Good)
        {
            life.Reason = quality;
            return;
        }

        life.HeardNs = now.MonoNs;
        life.SilentSinceNs = now.MonoNs;
        life.Reason = Quality.Timeout;
        life.DueNs = now.MonoNs + Ns(_devices[index].SilenceMs);
        NextDeadlineNs = Math.Min(NextDeadlineNs, life.DueNs);
        if (life.IsLost)
        {
            Change(index, ref life, isLost: false, now, output);
        }
    }

    private void Miss(int index, ref DeviceLife life, in Now now, BusOutput output)
    {
        var device = _devices[index];
        var quality = _isOpen ? Quality.Timeout : Quality.PortGone;
        _statistics.CountEnd(quality);
        _readers[index].Fail(quality, now, output.Readings);
        if (!life.IsLost && now.MonoNs - life.SilentSinceNs >= Ns(device.SilenceMs))
        {
            life.Reason = _isOpen ? life.Reason : Quality.PortGone;
            Change(index, ref life, isLost: true, now, output);
        }

        // After a long pause of the whole machine one reading tells as much as thousands.
        var nextNs = life.DueNs + Ns(device.IntervalMs);
        life.DueNs = nextNs > now.MonoNs ? nextNs : now.MonoNs + Ns(device.IntervalMs);
    }

    private void Change(int index, ref DeviceLife life, bool isLost, in Now now, BusOutput output)
    {
        life.IsLost = isLost;
        _lost += isLost ? 1 : -1;
        _statistics.SetDevicesLost(_lost);
        output.Changes.Add(new DeviceChange(_deviceBase + index, isLost, life.Reason, now.MonoNs, isLost ? life.HeardNs : life.LostHeardNs));
        life.LostHeardNs = life.HeardNs;
    }

    private void Schedule(ref DeviceLife life, long dueNs)
    {
        life.DueNs = dueNs;
        NextDeadlineNs = Math.Min(NextDeadlineNs, dueNs);
    }

    private struct DeviceLife
    {
        /// <summary>When it was last heard; 0 for never.</summary>
        public long HeardNs;

        /// <summary>The same when it was lost.</summary>
        public long LostHeardNs;

        /// <summary>From when on its silence counts.</summary>
        public long SilentSinceNs;

        /// <summary>When something is to be told unless it is heard before.</summary>
        public long DueNs;

        /// <summary>Why it will be lost.</summary>
        public Quality Reason;

        public bool IsLost;
    }
}
