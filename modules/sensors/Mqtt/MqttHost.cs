using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>
/// One source of kind `mqtt` and the thread that owns its connection. Messages are read inside the library's callbacks on that thread, so there is no queue between: when the agent is slow,
/// the broker's socket fills, and the broker keeps or drops by its own limits. Public members may be used from any thread.
/// </summary>
public sealed class MqttHost : ISourceHost, IMqttMessages
{
    private const int StackBytes = 512 * 1024;
    private const int JoinMs = 1_000;
    private const int FlushReadings = 200;

    // The library keeps its connection alive by being called at least so often.
    private const long MaxWaitMs = 1_000;

    private readonly MqttSourceConfig _config;
    private readonly IReadOnlyList<MqttDevice> _devices;
    private readonly SourceParts _parts;
    private readonly BrokerOpener _opener;
    private readonly MqttStage _stage;
    private readonly LinkStage _link = new(Random.Shared);
    private readonly WriteDesk _writes;
    private readonly BusOutput _output = new();
    private readonly Thread _thread;
    private readonly WakeEvent _wake = new();
    private readonly AutoResetEvent _signal = new(false);
    private readonly Dictionary<int, string> _subscriptions = [];
    private MosquittoClient? _client;
    private volatile bool _stopping;
    private volatile bool _open;
    private volatile string _fault = "not connected yet";
    private string _refused = "";
    private string _toldFault = "";
    private bool _toldFailure;
    private bool _started;
    private bool _disposed;

    /// <summary>Makes a host; nothing is opened before <see cref="Start"/>.</summary>
    internal MqttHost(MqttSourceConfig config, IReadOnlyList<MqttDevice> devices, int pointBase, int deviceBase, SourceParts parts)
    {
        _config = config;
        _devices = devices;
        _parts = parts;
        _opener = new BrokerOpener(config, parts.SecretsPath);
        _stage = new MqttStage(config, devices, pointBase, deviceBase, Statistics);
        _writes = new WriteDesk([.. devices.SelectMany(d => d.Points)], pointBase);
        _thread = new Thread(Run, StackBytes) { Name = $"mqtt {config.Server.Host}", IsBackground = true };
    }

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public string Fault => _fault;

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <summary>What became of the messages.</summary>
    public MqttCounts Counts => _stage.Counts;

    /// <inheritdoc/>
    public void Start()
    {
        _started = true;
        _stage.Start(_parts.Clock.Read());
        _thread.Start();
    }

    /// <inheritdoc/>
    public bool TryWrite(PointWrite write)
    {
        if (!_writes.TryAdd(write))
        {
            return false;
        }

        Wake();
        return true;
    }

    /// <summary>Stops the thread and closes the connection; at most 1 s.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping = true;
        Wake();

        // A thread that still waits for a name server keeps its descriptor.
        if (!_started || _thread.Join(JoinMs))
        {
            _wake.Dispose();
            _signal.Dispose();
        }

        _writes.End();
    }

    /// <summary>Takes a message; the library's callback.</summary>
    void IMqttMessages.Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, bool isRetained)
    {
        _stage.Take(topic, payload, isRetained, _parts.Clock.Read(), _output);
        if (_output.Readings.Count >= FlushReadings)
        {
            Flush();
        }
    }

    private void Wake()
    {
        _wake.Wake();
        try
        {
            _signal.Set();
        }
        catch (ObjectDisposedException)
        {
            // A write that came while the host ended: it was told so already.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The source's loop: an error of ours must not end the process.")]
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

        _writes.Close();
        _open = false;
        if (_client is { } client)
        {
            _ = client.SendDisconnect();
            _ = client.Drive(0);
            client.Dispose();
        }
    }

    private void Recover(Exception error)
    {
        if (!_toldFailure)
        {
            _toldFailure = true;
            Log.SourceFailed(_parts.Log, _config.Place, error);
        }

        _output.Clear();
        _link.CannotOpen($"the source failed: {error.GetType().Name}", _parts.Clock.Read());
        Close();
    }

    private void Cycle()
    {
        Do(_link.Step(default, _parts.Clock.Read()));
        PublishWrites();
        Wait();
        TakeEvents();
        var now = _parts.Clock.Read();
        _stage.Step(now, _output);
        Flush();
        _writes.Step(now);
    }

    private void Wait()
    {
        var nowNs = _parts.Clock.Read().MonoNs;
        var dueNs = Math.Min(Math.Min(_stage.NextDeadlineNs, _writes.NextDeadlineNs), _link.DueMs < long.MaxValue ? _link.DueMs * 1_000_000 : long.MaxValue);
        var waitMs = (int)Math.Clamp((dueNs - nowNs + 999_999) / 1_000_000, 0, MaxWaitMs);
        if (_client is not { } client)
        {
            _signal.WaitOne(waitMs);
            return;
        }

        var error = client.Drive(waitMs, _wake.Descriptor);
        if (!_stopping)
        {
            _wake.Clear();
        }

        if (error != MosquittoCodes.Success)
        {
            TakeEvents();
            Do(_link.Step(new ClientEvent(ClientEventKind.Failed, 0, error), _parts.Clock.Read()));
        }
    }

    private void TakeEvents()
    {
        for (var i = 0; _client is { } client && i < client.Events.Count; i++)
        {
            var input = client.Events[i];
            if (input.Kind == ClientEventKind.Subscribed)
            {
                Subscribed(input);
            }

            Do(_link.Step(input, _parts.Clock.Read()));
        }

        _client?.Events.Clear();
    }

    private void Do(LinkAction action)
    {
        switch (action)
        {
            case LinkAction.Open:
                Open();
                break;
            case LinkAction.Subscribe:
                Subscribe(_client!);
                break;
            case LinkAction.Close:
                Close();
                break;
        }
    }

    private void Open()
    {
        try
        {
            _client = _opener.Open(_link.IsVersion5, this);
        }
        catch (IOException e)
        {
            _link.CannotOpen(e.Message, _parts.Clock.Read());
            Close();
        }
    }

    private void Subscribe(MosquittoClient client)
    {
        _subscriptions.Clear();
        _refused = "";
        foreach (var topic in _devices.Select(d => d.Topic.Text).Distinct(StringComparer.Ordinal))
        {
            if (client.Subscribe(topic, 1, out var id) == MosquittoCodes.Success)
            {
                _subscriptions[id] = topic;
            }
        }

        _open = true;
        _fault = "";
        _toldFault = "";
        Log.Connected(_parts.Log, _config.Place, _link.IsVersion5 ? "5" : "3.1.1", _subscriptions.Count);
        _stage.Open(_parts.Clock.Read());
    }

    private void Subscribed(in ClientEvent answer)
    {
        if (answer.Code < MosquittoCodes.ReasonFailure || !_subscriptions.TryGetValue(answer.Id, out var topic))
        {
            return;
        }

        var reason = MosquittoClient.ReasonOf(answer.Code);
        Log.NotSubscribed(_parts.Log, _config.Place, topic, reason);
        _refused = _refused.Length > 0 ? _refused : $"the broker refused the subscription to {topic}: {reason}";
        _fault = _refused;
    }

    private void Close()
    {
        _client?.Dispose();
        _client = null;
        _fault = _link.Fault;
        if (_fault != _toldFault)
        {
            _toldFault = _fault;
            Log.NotConnected(_parts.Log, _config.Place, _fault);
        }

        _writes.Close();
        if (_open)
        {
            _open = false;
            _stage.Close(_parts.Clock.Read());
        }
    }

    private void PublishWrites()
    {
        while (_writes.TryNext(_link.IsConnected, out var write, out var set, out var payload))
        {
            var error = _client!.PublishBytes(set.Topic, payload, set.Qos, retain: false, out _);
            Statistics.CountRequest(payload.Length, retry: false);
            _writes.Published(write, set, error == MosquittoCodes.Success ? "" : MosquittoClient.TextOf(error), _parts.Clock.Read());
        }
    }

    private void Flush()
    {
        if (_output.Readings.Count > 0 || _output.Changes.Count > 0)
        {
            _parts.Sink.Take(_output.Readings, _output.Changes);
            _writes.Take(_output.Readings);
            _output.Clear();
        }

        foreach (var note in _stage.Notes)
        {
            var device = _devices[note.Device];
            if (note.Point < 0)
            {
                Log.BadMessage(_parts.Log, device.Name, note.Text);
            }
            else
            {
                Log.BadValue(_parts.Log, device.Name, device.Points[note.Point].Path.Text, note.Text);
            }
        }

        _stage.Notes.Clear();
    }
}
