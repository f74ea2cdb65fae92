using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Departing;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// Pushes summaries by MQTT, QoS 1, as CloudEvents JSON. A thread of its own drives one connection at a time and does what <see cref="MqttUplinkStage"/> says; what the far
/// side has not confirmed stays in the buffer. With MQTT 5 "no matching subscribers" and refusals count as not delivered; under 3.1.1 a broker cannot say so, and its
/// acknowledgement is all there is. No message expires: the buffer has promised it, and a broker that threw one away would break that unseen.
/// </summary>
public sealed class MqttUplink : IPushUplink, IResends
{
    private const int PrepareMs = 10;
    private const int StopMs = 1_000;
    private const int QuietMs = 60_000;

    private readonly MqttUplinkConfig _config;
    private readonly ISummaryBuffer _buffer;
    private readonly IEdgeClock _clock;
    private readonly ILogger _log;
    private readonly string _gateway;
    private readonly MqttConnection _connection;
    private readonly LaneOptions _options;
    private readonly MqttSender _sender;
    private readonly MqttInbox _inbox;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;
    private Task<MqttLife>? _preparing;
    private MqttLife? _life;
    private string _openFault = "";
    private long _nextNotTakenMs;
    private long _redeliveries;
    private ResendRequest? _resend;
    private volatile UplinkView _view;

    /// <summary>
    /// Makes the uplink; <see cref="Start"/> starts it. Passwords are read from <paramref name="secretsPath"/>; commands are taken when the site allows them and there are some;
    /// <paramref name="departures"/> decides with which times summaries leave.
    /// </summary>
    public MqttUplink(
        MqttUplinkConfig config, Site site, ISummaryBuffer buffer, IEdgeClock clock, string secretsPath, ILogger log, ICommands? commands = null, Departures? departures = null)
    {
        _config = config;
        _buffer = buffer;
        _clock = clock;
        _log = log;
        _gateway = site.Gateway.Id;
        _options = new LaneOptions
        {
            Window = config.InFlight,
            Batch = config.Batch,
            BacklogRate = config.BacklogRate,
            SpreadMs = Spread.Of(site.Gateway.Id, site.Windows.LengthMs / 10),
            Boot = clock.Boot,
            NeedsRelease = config.IsApplication,
            RedeliverMs = config.RedeliverMs,
            KeepsApart = true,
        };
        var topics = new MqttTopics(config.Topic, site.Gateway);
        _sender = new MqttSender(config, topics, buffer, clock, departures);
        _inbox = new MqttInbox(config.IsApplication, topics, config.TakesCommands && commands is not null ? new CommandInbox(commands, $"mqtt:{config.Name}") : null, log);
        var opener = new ClientOpener(config, $"edge-{site.Gateway.Id}-{config.Name}", secretsPath, topics.Status, StatusMessage.Offline);
        _connection = new MqttConnection(config, topics, opener, _inbox, clock, log);
        _view = new UplinkView(config.Name, "", false, 0, 0, "");
        _thread = new Thread(Run, 512 * 1024) { Name = $"uplink {config.Name}", IsBackground = true };
    }

    private string ServerName => _connection.NameOf(_life?.Stage.Server ?? 0);

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public UplinkView View() => _view;

    /// <inheritdoc/>
    public bool TryResend(string epoch, SummaryClass summaryClass, ulong firstSeq, out string fault)
    {
        fault = Interlocked.CompareExchange(ref _resend, new ResendRequest(epoch, summaryClass, firstSeq), null) is null ? "" : "another request of the kind has not been taken up yet";
        return fault.Length == 0;
    }

    /// <summary>Tells the broker that the gateway goes, disconnects, ends the thread; at most 4 s.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        if (_thread.IsAlive && !await Task.Run(() => _thread.Join(2 * StopMs)).ConfigureAwait(false))
        {
            return;
        }

        await Task.WhenAll(_life?.Acks.FinishAsync(_life.Lanes, StopMs) ?? Task.CompletedTask, _inbox.FinishAsync(StopMs)).ConfigureAwait(false);
        _inbox.Dispose();
        _life?.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsSet)
            {
                var store = _buffer.Store;
                if (_life is { } life && store.Epoch != life.Epoch)
                {
                    StartAgain();
                }

                if (_life is not null || TryPrepare())
                {
                    Turn(store);
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
            _connection.Dispose();
        }
    }

    private bool TryPrepare()
    {
        _preparing ??= MqttLife.BeginAsync(_config, _gateway, _options, _buffer, _log);
        if (_preparing.IsFaulted)
        {
            var fault = _preparing.Exception.GetBaseException().Message;
            _view = _view with { Fault = $"the buffer cannot keep a position: {fault}" };
            Log.AckFailed(_log, fault);
            _preparing = null;
            _stop.Wait(StopMs);
        }
        else if (_preparing.IsCompleted)
        {
            _life = _preparing.GetAwaiter().GetResult();
            _preparing = null;
            return _life.Epoch == _buffer.Epoch;
        }
        else
        {
            _stop.Wait(PrepareMs);
        }

        return false;
    }

    // The store was replaced: positions and numbers of the old one mean nothing in the new epoch.
    private void StartAgain()
    {
        _connection.Dispose();
        _life?.Dispose();
        _life = null;
        _redeliveries = 0;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The uplink's loop: an error costs a connection, not the uplink.")]
    private void Turn(StoreView store)
    {
        var life = _life!;
        try
        {
            life.Stage.See(store.Heads);
            if (Interlocked.Exchange(ref _resend, null) is { } resend && resend.Epoch == life.Epoch)
            {
                life.Lanes.Resend(resend.Class, resend.FirstSeq);
            }

            var error = _connection.Wait(life.Stage, _stop);
            TakeEvents();
            _inbox.Take(_connection.Client, life, store.Heads, _clock.Read());
            Do(error == 0 ? default : new ClientEvent(ClientEventKind.Failed, 0, error));
            if (life.Borders.Turn(life.Lanes.NotApart(), _clock.Read()) is { } kept)
            {
                life.Lanes.KeptApart(kept);
            }

            if (life.Stage.Phase == MqttPhase.Connected)
            {
                Send(life, _connection.Client!);
            }
        }
        catch (IOException e)
        {
            _openFault = e.Message;
            Do(new ClientEvent(ClientEventKind.Failed, 0, MosquittoCodes.NoConnection));
        }
        catch (Exception e) when (e is not DllNotFoundException)
        {
            Log.LoopFailed(_log, e);
            _openFault = e.Message;
            Do(new ClientEvent(ClientEventKind.Failed, 0, MosquittoCodes.NoConnection));
        }

        life.Acks.Turn(life.Lanes, _clock.Read());
    }

    private void TakeEvents()
    {
        for (var i = 0; _connection.Client is { } client && i < client.Events.Count; i++)
        {
            Do(client.Events[i]);
        }

        _connection.Client?.Events.Clear();
    }

    private void Do(in ClientEvent input)
    {
        var stage = _life!.Stage;
        var held = stage.Held;
        if (input.Kind == ClientEventKind.Subscribed)
        {
            _inbox.Subscribed(input, ServerName);
        }

        switch (stage.Step(input, _clock.Read()))
        {
            case MqttAction.Open:
                _openFault = "";
                _connection.Open(stage);
                break;
            case MqttAction.Greet:
                _connection.Greet(_life);
                break;
            case MqttAction.Close:
                Log.ConnectionFailed(_log, _view.Server, FaultText());
                _connection.Dispose();
                break;
        }

        if (stage.Held > held)
        {
            TellNotTaken(FaultText());
        }

        if (stage.Redeliveries > _redeliveries)
        {
            _redeliveries = stage.Redeliveries;
            Log.Redelivered(_log, ServerName);
        }
    }

    private void Send(MqttLife life, MosquittoClient client)
    {
        _inbox.SendReplies(client, life.Stage.IsVersion5);
        _sender.Fill(life);
        switch (_sender.SendAll(life, client))
        {
            case MosquittoCodes.Success:
                break;
            case (MosquittoCodes.NoConnection or MosquittoCodes.ConnectionLost) and var lost:
                Do(new ClientEvent(ClientEventKind.Failed, 0, lost));
                break;
            case var error:
                var (summaryClass, bytes) = _sender.NotSent;
                life.Stage.NotSent(summaryClass, error, _clock.Read());
                TellNotTaken($"{MosquittoClient.TextOf(error)}; a message of {bytes} bytes, the broker takes packets of {client.MaximumPacketBytes} at most");
                break;
        }
    }

    // Refusals come again with each attempt: the log gets one a minute.
    private void TellNotTaken(string fault)
    {
        var nowMs = _clock.Read().MonoMs;
        if (nowMs >= _nextNotTakenMs)
        {
            _nextNotTakenMs = nowMs + QuietMs;
            Log.NotTaken(_log, ServerName, fault);
        }
    }

    private void SayGoodbye()
    {
        if (_connection.Client is not null && _life is { Stage: { Phase: MqttPhase.Connected } stage })
        {
            _connection.SayGoodbye(stage, StopMs);
            TakeEvents();
            _ = _connection.Client?.SendDisconnect();
        }

        _view = _view with { Connected = false };
    }

    private void Tell()
    {
        var stage = _life!.Stage;
        var view = new UplinkView(_config.Name, ServerName, stage.Phase == MqttPhase.Connected, stage.InFlight, stage.Delivered, FaultText());
        if (view != _view)
        {
            _view = view;
        }
    }

    private string FaultText()
    {
        var fault = _life!.Stage.Fault;
        return fault.Kind == MqttFaultKind.Failed && _openFault.Length > 0 ? _openFault
            : fault.Kind == MqttFaultKind.None ? _inbox.Fault
            : fault.Text;
    }

    private sealed record ResendRequest(string Epoch, SummaryClass Class, ulong FirstSeq);
}
