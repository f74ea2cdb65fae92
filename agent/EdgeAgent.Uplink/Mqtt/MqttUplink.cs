using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// Pushes summaries by MQTT, QoS 1, as CloudEvents JSON. A thread of its own drives one connection at a time and does what <see cref="MqttUplinkStage"/> says; what
/// the broker has not acknowledged stays in the buffer. With MQTT 5 "no matching subscribers" and refusals count as not delivered; under 3.1.1 a broker cannot say so,
/// and its acknowledgement is all there is.
/// </summary>
public sealed class MqttUplink : IPushUplink
{
    private const int DriveMs = 50;
    private const int PrepareMs = 10;
    private const int StopMs = 1_000;
    private const int NotTakenEveryMs = 60_000;
    private const int ReadBytes = 256 * 1024;
    private const string ContentType = "application/cloudevents+json";

    private readonly MqttUplinkConfig _config;
    private readonly ISummaryBuffer _buffer;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly MqttTopics _topics;
    private readonly string _gateway;
    private readonly ClientOpener _opener;
    private readonly long _spreadMs;
    private readonly ArrayBufferWriter<byte> _payload = new(2_048);
    private readonly List<StoredSummary> _records = new(MqttLanes.ReadyLimit);
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;
    private Task? _preparing;
    private string _epoch = "";
    private CloudEventJson? _json;
    private volatile MqttUplinkStage? _stage;
    private AckPump? _acks;
    private MosquittoClient? _client;
    private string _openFault = "";
    private long _nextNotTakenMs;
    private volatile UplinkView _view;

    /// <summary>Makes the uplink; <see cref="Start"/> starts it. Passwords are read from <paramref name="secretsPath"/>.</summary>
    public MqttUplink(MqttUplinkConfig config, Site site, ISummaryBuffer buffer, IEdgeClock clock, string secretsPath, ILogger log)
    {
        _config = config;
        _buffer = buffer;
        _clock = clock;
        _log = log;
        _topics = new MqttTopics(config.Topic, site.Gateway);
        _gateway = site.Gateway.Id;
        _opener = new ClientOpener(config, $"edge-{site.Gateway.Id}-{config.Name}", secretsPath, _topics.Status, StatusMessage.Offline);
        _spreadMs = Spread.Of(site.Gateway.Id, site.Windows.LengthMs / 10);
        _view = new UplinkView(config.Name, "", false, 0, 0, "");
        _thread = new Thread(Run, 512 * 1024) { Name = $"uplink {config.Name}", IsBackground = true };
    }

    private string ServerName => _opener.NameOf(_stage?.Server ?? 0);

    private bool IsVersion5 => _stage!.IsVersion5;

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public UplinkView View() => _view;

    /// <summary>Tells the broker that the gateway goes, disconnects, ends the thread; at most 3 s.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            await Task.Run(() => _thread.Join(2 * StopMs)).ConfigureAwait(false);
        }

        if (_stage is { } stage)
        {
            await _acks!.FinishAsync(stage.Acknowledged, StopMs).ConfigureAwait(false);
        }
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsSet)
            {
                if (_stage is not null && _buffer.Epoch != _epoch)
                {
                    StartAgain();
                }

                if (_stage is not null || TryPrepare())
                {
                    Turn();
                    Tell();
                }
            }

            SayGoodbye();
        }
        catch (DllNotFoundException e)
        {
            _view = _view with { Connected = false, Fault = "libmosquitto.so.1 is missing: install the package libmosquitto1" };
            Log.LibraryMissing(_log, e.Message);
        }
        finally
        {
            _client?.Dispose();
        }
    }

    private bool TryPrepare()
    {
        _preparing ??= PrepareAsync();
        if (_preparing.IsFaulted)
        {
            var fault = _preparing.Exception!.GetBaseException().Message;
            _view = _view with { Fault = $"the buffer cannot keep a position: {fault}" };
            Log.AckFailed(_log, fault);
            _preparing = null;
            _stop.Wait(StopMs);
        }
        else if (!_preparing.IsCompleted)
        {
            _stop.Wait(PrepareMs);
        }

        return _stage is not null;
    }

    // The store was replaced: positions and numbers of the old one mean nothing in the new epoch.
    private void StartAgain()
    {
        _client?.Dispose();
        _client = null;
        _stage = null;
        _preparing = null;
    }

    private async Task PrepareAsync()
    {
        var epoch = _buffer.Epoch;
        var consumer = await _buffer.PutConsumerAsync(_config.Name, ClassSet.All, CancellationToken.None).ConfigureAwait(false);
        var lanes = new MqttLanes(consumer.Acknowledged, _config.InFlight, _spreadMs, _clock.Boot);
        _epoch = epoch;
        _json = new CloudEventJson(_gateway, epoch);
        _acks = new AckPump(_config.Name, _buffer, epoch, consumer.Acknowledged, _log);
        _stage = new MqttUplinkStage(lanes, _config.Servers.Count, _config.ProgressMs, Random.Shared);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The uplink's loop: an error costs a connection, not the uplink.")]
    private void Turn()
    {
        try
        {
            var error = Wait();
            TakeEvents();
            Do(error == 0 ? default : new ClientEvent(ClientEventKind.Failed, 0, error));
            if (_stage!.Phase == MqttPhase.Connected)
            {
                Fill();
                SendAll();
            }
        }
        catch (Exception e) when (e is not DllNotFoundException)
        {
            _openFault = e.Message;
            Do(new ClientEvent(ClientEventKind.Failed, 0, MosquittoNative.NoConnection));
        }

        _acks!.Turn(_stage!.Acknowledged, _clock.Read());
    }

    private int Wait()
    {
        if (_client is { } client)
        {
            return client.Drive(DriveMs);
        }

        _stop.Wait((int)Math.Clamp(_stage!.DueMs - _clock.Read().MonoMs, 0, DriveMs));
        return 0;
    }

    private void TakeEvents()
    {
        for (var i = 0; _client is { } client && i < client.Events.Count; i++)
        {
            Do(client.Events[i]);
        }

        _client?.Events.Clear();
    }

    private void Do(in ClientEvent input)
    {
        var held = _stage!.Held;
        switch (_stage.Step(input, _clock.Read()))
        {
            case MqttAction.Open:
                _openFault = "";
                _client = _opener.Open(_stage.Server, IsVersion5);
                break;
            case MqttAction.Greet:
                Log.Connected(_log, ServerName, IsVersion5 ? "5" : "3.1.1");
                _ = _client!.PublishJson(_topics.Status, StatusMessage.Online(_epoch, _clock.Read().UtcMs), IsVersion5 ? "application/json" : null, retain: true, out _);
                break;
            case MqttAction.Close:
                Log.ConnectionFailed(_log, _view.Server, FaultText());
                _client?.Dispose();
                _client = null;
                break;
        }

        if (_stage.Held > held)
        {
            TellNotTaken();
        }
    }

    // Refusals come again with each attempt: the log gets one a minute.
    private void TellNotTaken()
    {
        var nowMs = _clock.Read().MonoMs;
        if (nowMs >= _nextNotTakenMs)
        {
            _nextNotTakenMs = nowMs + NotTakenEveryMs;
            Log.NotTaken(_log, ServerName, FaultText());
        }
    }

    private void Fill()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_stage!.Wants(summaryClass) is { } after && _buffer.Heads[summaryClass] > after
                && _buffer.Read(_epoch, summaryClass, after, MqttLanes.ReadyLimit, ReadBytes, _records))
            {
                _stage.Offer(summaryClass, _records);
            }
        }
    }

    private void SendAll()
    {
        while (_stage!.TryNext(_clock.Read(), out var next))
        {
            _payload.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(_payload, WireJson.Options))
            {
                _json!.Write(writer, next);
            }

            var error = _client!.PublishJson(_topics.Of(next.Summary.Class), _payload.WrittenSpan, IsVersion5 ? ContentType : null, retain: false, out var id);
            switch (error)
            {
                case MosquittoNative.Success:
                    _stage.Sent(id, next, _clock.Read());
                    break;
                case MosquittoNative.NoConnection or MosquittoNative.ConnectionLost:
                    Do(new ClientEvent(ClientEventKind.Failed, 0, error));
                    break;
                default:
                    _stage.NotSent(next, error, _clock.Read());
                    TellNotTaken();
                    break;
            }
        }
    }

    private void SayGoodbye()
    {
        if (_client is { } client && _stage is { Phase: MqttPhase.Connected })
        {
            _ = client.PublishJson(_topics.Status, StatusMessage.Offline, IsVersion5 ? "application/json" : null, retain: true, out var id);
            var byMs = _clock.Read().MonoMs + StopMs;
            while (_clock.Read().MonoMs < byMs && client.Drive(DriveMs) == 0 && !client.Events.Exists(e => e.Kind == ClientEventKind.Acknowledged && e.Id == id))
            {
            }

            TakeEvents();
            _ = _client?.SendDisconnect();
        }

        _view = _view with { Connected = false };
    }

    private void Tell()
    {
        var stage = _stage!;
        var view = new UplinkView(_config.Name, ServerName, stage.Phase == MqttPhase.Connected, stage.InFlight, stage.Delivered, FaultText());
        if (view != _view)
        {
            _view = view;
        }
    }

    private string FaultText() => _stage!.Fault.Kind == MqttFaultKind.Failed && _openFault.Length > 0 ? _openFault : MosquittoClient.TextOf(_stage.Fault);
}
