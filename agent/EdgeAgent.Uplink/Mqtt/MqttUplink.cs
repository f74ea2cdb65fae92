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
/// Pushes summaries by MQTT, QoS 1, as CloudEvents JSON. A thread of its own drives one connection at a time; what the broker has not acknowledged stays in the
/// buffer. With MQTT 5 "no matching subscribers" and refusals count as not delivered; under 3.1.1 a broker cannot say so, and its acknowledgement is all there is.
/// </summary>
public sealed class MqttUplink : IAsyncDisposable
{
    private const int DriveMs = 50;
    private const int AckEveryMs = 100;
    private const int ConnectMs = 15_000;
    private const int StopMs = 1_000;
    private const int ReadBytes = 256 * 1024;
    private const string ContentType = "application/cloudevents+json";
    private static readonly byte[] Offline = "{\"online\":false}"u8.ToArray();

    private readonly MqttUplinkConfig _config;
    private readonly ISummaryBuffer _buffer;
    private readonly IEdgeClock _clock;
    private readonly string _secrets;
    private readonly ILogger _log;
    private readonly MqttTopics _topics;
    private readonly CloudEventJson _json;
    private readonly string _clientId;
    private readonly long _spreadMs;
    private readonly Backoff _backoff = new(1_000, 60_000, Random.Shared);
    private readonly Backoff _refusals = new(2_000, 60_000, Random.Shared);
    private readonly ArrayBufferWriter<byte> _payload = new(2_048);
    private readonly List<StoredSummary> _records = new(MqttLanes.ReadyLimit);
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;
    private readonly bool[] _version311;
    private MqttLanes? _lanes;
    private Task<AckResult?>? _acking;
    private Positions _told;
    private long _toldMs;
    private long _progressMs;
    private long _holdUntilMs;
    private int _server;
    private volatile bool _connected;
    private volatile string _fault = "";
    private volatile string _serverName = "";
    private long _acknowledged;

    /// <summary>Makes the uplink; <see cref="Start"/> starts it. Passwords are read from <paramref name="secretsPath"/>.</summary>
    public MqttUplink(MqttUplinkConfig config, Site site, ISummaryBuffer buffer, IEdgeClock clock, string secretsPath, ILogger log)
    {
        _config = config;
        _buffer = buffer;
        _clock = clock;
        _secrets = secretsPath;
        _log = log;
        _topics = new MqttTopics(config.Topic, site.Gateway);
        _json = new CloudEventJson(site.Gateway.Id, buffer.Epoch);
        _clientId = $"edge-{site.Gateway.Id}-{config.Name}";
        _spreadMs = Spread.Of(site.Gateway.Id, site.Windows.LengthMs / 10);
        _version311 = new bool[config.Servers.Count];
        _thread = new Thread(Run, 512 * 1024) { Name = $"uplink {config.Name}", IsBackground = true };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>How it stands.</summary>
    public UplinkView View() => new(_config.Name, _serverName, _connected, _lanes?.InFlight ?? 0, Volatile.Read(ref _acknowledged), _fault);

    /// <summary>Tells the broker that the gateway goes, disconnects, ends the thread; at most 2 s.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            await Task.Run(() => _thread.Join(2 * StopMs)).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The uplink's loop: an error costs a connection, not the uplink.")]
    private void Run()
    {
        while (!_stop.IsSet)
        {
            try
            {
                RunConnection();
            }
            catch (DllNotFoundException e)
            {
                _fault = "libmosquitto.so.1 is missing: install the package libmosquitto1";
                Log.LibraryMissing(_log, e.Message);
                return;
            }
            catch (Exception e)
            {
                _fault = e.Message;
                Log.ConnectionFailed(_log, _serverName, e.Message);
            }

            _connected = false;
            _lanes?.Rewind();
            _server = (_server + 1) % _config.Servers.Count;
            _stop.Wait((int)_backoff.NextMs());
        }
    }

    private void RunConnection()
    {
        _lanes ??= PrepareLanes();
        var server = _config.Servers[_server];
        _serverName = $"{server.Scheme}://{server.Host}:{PortOf(server)}";
        using var client = MosquittoClient.Create(_clientId, !_version311[_server]);
        Prepare(client, server);
        Check(client.Connect(server.IdnHost.Trim('[', ']'), PortOf(server), _config.KeepAliveS));
        var connectByMs = _clock.Read().MonoMs + ConnectMs;
        while (!_stop.IsSet)
        {
            var error = client.Drive(DriveMs);
            var isAlive = TakeEvents(client);
            var now = _clock.Read();
            if (error != 0 || !isAlive)
            {
                TellLost(isAlive ? MosquittoClient.TextOf(error) : _fault);
                return;
            }

            if (!_connected && now.MonoMs > connectByMs)
            {
                TellLost("no CONNACK came");
                return;
            }

            if (_connected && !Work(client, now))
            {
                return;
            }
        }

        SayGoodbye(client);
    }

    private MqttLanes PrepareLanes()
    {
        var consumer = _buffer.PutConsumerAsync(_config.Name, ClassSet.All, CancellationToken.None).GetAwaiter().GetResult();
        _told = consumer.Acknowledged;
        return new MqttLanes(consumer.Acknowledged, _config.InFlight, _spreadMs, _clock.Boot);
    }

    private void Prepare(MosquittoClient client, Uri server)
    {
        if (_config.User.Length > 0)
        {
            Check(client.SetUser(_config.User, ReadPassword()));
        }

        if (server.Scheme == "mqtts")
        {
            Check(client.SetTls(_config.CaFile, _config.CertFile, _config.KeyFile));
        }

        Check(client.SetWill(_topics.Status, Offline));
    }

    private string? ReadPassword()
    {
        if (_config.PasswordSecret.Length == 0)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(Path.Combine(_secrets, _config.PasswordSecret)).TrimEnd('\n', '\r');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the secret '{_config.PasswordSecret}' cannot be read; put it into the data path's folder secrets with mode 0600");
        }
    }

    private bool TakeEvents(MosquittoClient client)
    {
        foreach (var item in client.Events)
        {
            switch (item.Kind)
            {
                case ClientEventKind.Connected when item.Code == 0:
                    TellConnected(client);
                    break;
                case ClientEventKind.Connected:
                    return TellRefused(item.Code);
                case ClientEventKind.Disconnected:
                    _fault = item.Code == 0 ? "the connection ended" : MosquittoClient.ReasonOf(item.Code);
                    return false;
                case ClientEventKind.Acknowledged:
                    TakeAcknowledgement(item.Id, item.Code);
                    break;
            }
        }

        client.Events.Clear();
        return true;
    }

    private void TellConnected(MosquittoClient client)
    {
        _connected = true;
        _fault = "";
        _progressMs = _clock.Read().MonoMs;
        _holdUntilMs = 0;
        Log.Connected(_log, _serverName, _version311[_server] ? "3.1.1" : "5");
        _ = client.PublishJson(_topics.Status, StatusOf(), _version311[_server] ? null : "application/json", retain: true, out _);
    }

    private bool TellRefused(int code)
    {
        if (!_version311[_server] && code is MosquittoNative.ReasonUnsupportedProtocol or MosquittoNative.Refused311Protocol)
        {
            _version311[_server] = true;
            _backoff.Reset();
            _server = (_server + _config.Servers.Count - 1) % _config.Servers.Count;
        }

        _fault = $"the broker refused the connection: {MosquittoClient.ReasonOf(code)}";
        return false;
    }

    private void TakeAcknowledgement(int id, int code)
    {
        // A connection is good when the broker answers on it, not when it was accepted.
        _backoff.Reset();
        if (code is not MosquittoNative.ReasonNoMatchingSubscribers && code < MosquittoNative.ReasonFailure)
        {
            if (_lanes!.Delivered(id))
            {
                _progressMs = _clock.Read().MonoMs;
                Volatile.Write(ref _acknowledged, _acknowledged + 1);
                _refusals.Reset();
                _fault = "";
            }

            return;
        }

        // Custody was not taken. The status message is nobody's summary; everything else is kept and tried again later.
        if (_lanes!.IsInFlight(id) && _holdUntilMs == 0)
        {
            _fault = $"the broker did not take a message: {MosquittoClient.ReasonOf(code)}";
            Log.NotTaken(_log, _serverName, MosquittoClient.ReasonOf(code));
            _holdUntilMs = _clock.Read().MonoMs + _refusals.NextMs();
        }
    }

    private bool Work(MosquittoClient client, in Now now)
    {
        Acknowledge(now);
        if (_holdUntilMs > 0)
        {
            if (now.MonoMs < _holdUntilMs)
            {
                return true;
            }

            _holdUntilMs = 0;
            _lanes!.Rewind();
        }

        Fill();
        while (_lanes!.TryNext(now, out var next))
        {
            if (!Publish(client, next))
            {
                return false;
            }
        }

        if (_lanes.InFlight == 0)
        {
            _progressMs = now.MonoMs;
        }
        else if (now.MonoMs - _progressMs > _config.ProgressMs)
        {
            TellLost($"no acknowledgement for {_config.ProgressMs} ms while {_lanes.InFlight} messages wait for theirs");
            return false;
        }

        return true;
    }

    private void Fill()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_lanes!.Wants(summaryClass) is { } after && _buffer.Heads[summaryClass] > after)
            {
                _buffer.Read(summaryClass, after, MqttLanes.ReadyLimit, ReadBytes, _records);
                _lanes.Offer(summaryClass, _records);
            }
        }
    }

    private bool Publish(MosquittoClient client, in StoredSummary next)
    {
        _payload.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_payload, WireJson.Options))
        {
            _json.Write(writer, next);
        }

        var error = client.PublishJson(_topics.Of(next.Summary.Class), _payload.WrittenSpan, _version311[_server] ? null : ContentType, retain: false, out var id);
        if (error != 0)
        {
            TellLost(MosquittoClient.TextOf(error));
            return false;
        }

        _lanes!.Sent(id, next);
        return true;
    }

    // One acknowledgement to the buffer at a time; the next one carries what came meanwhile.
    private void Acknowledge(in Now now)
    {
        if (_acking is { IsCompleted: false })
        {
            return;
        }

        if (_acking is { IsFaulted: true } failed)
        {
            Log.AckFailed(_log, failed.Exception!.GetBaseException().Message);
            _told = default;
        }

        _acking = null;
        var reached = _lanes!.Acknowledged;
        if (reached != _told && now.MonoMs - _toldMs >= AckEveryMs)
        {
            _told = reached;
            _toldMs = now.MonoMs;
            _acking = _buffer.AckAsync(_config.Name, reached, CancellationToken.None);
        }
    }

    private void SayGoodbye(MosquittoClient client)
    {
        if (_connected)
        {
            _ = client.PublishJson(_topics.Status, Offline, _version311[_server] ? null : "application/json", retain: true, out var id);
            var byMs = _clock.Read().MonoMs + StopMs;
            while (_clock.Read().MonoMs < byMs && client.Drive(DriveMs) == 0 && !client.Events.Exists(e => e.Kind == ClientEventKind.Acknowledged && e.Id == id))
            {
            }

            _ = TakeEvents(client);
            _ = client.SendDisconnect();
        }

        _connected = false;
        var reached = _lanes!.Acknowledged;
        if (reached != _told)
        {
            _acking = _buffer.AckAsync(_config.Name, reached, CancellationToken.None);
        }

        _acking?.Wait(StopMs, CancellationToken.None);
    }

    private void TellLost(string fault)
    {
        _fault = fault;
        Log.ConnectionFailed(_log, _serverName, fault);
    }

    private byte[] StatusOf()
    {
        var now = _clock.Read();
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("online", true);
            writer.WriteString("epoch", _buffer.Epoch);
            WireJson.WriteTime(writer, "since", now.UtcMs);
            writer.WriteEndObject();
        }

        return memory.ToArray();
    }

    private static int PortOf(Uri server) => server.Port > 0 ? server.Port : server.Scheme == "mqtts" ? 8883 : 1883;

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException(MosquittoClient.TextOf(error));
        }
    }
}
