using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;
using EdgeAgent.Uplink.Pull;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// The gateway as a Sparkplug B 3.0 edge node. A thread of its own drives one connection at a time and does what <see cref="SparkplugStage"/> says. Data has QoS 0: what the server
/// has surely had is known (see the stage), what a host application has is not, unless it says so; <see cref="SparkplugRelease"/> tells what follows from that.
/// </summary>
public sealed class SparkplugUplink : IPushUplink
{
    private const int DriveMs = 50;
    private const int PrepareMs = 10;
    private const int StopMs = 1_000;
    private const int TurnMessages = 100;
    private const int ReadBytes = 256 * 1024;

    private readonly SparkplugUplinkConfig _config;
    private readonly SparkplugUplinkParts _parts;
    private readonly SparkplugTopics _topics;
    private readonly NodeModel _model;
    private readonly ClientOpener _opener;
    private readonly SparkplugLink _link;
    private readonly SparkplugInbox _inbox;
    private readonly SparkplugPosition _position;
    private readonly List<SparkplugOutput> _outputs = [];
    private readonly List<StoredSummary> _records = new(RecordLane.ReadyLimit);
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;
    private Task<SparkplugState>? _preparing;
    private SparkplugState? _known;
    private volatile SparkplugStage? _stage;
    private Positions? _cursorAt;
    private Task? _opening;
    private SparkplugOutput _open;
    private string _openFault = "";
    private long _toldMissing;
    private volatile UplinkView _view;

    /// <summary>Makes the uplink; <see cref="Start"/> starts it.</summary>
    public SparkplugUplink(SparkplugUplinkConfig config, SparkplugUplinkParts parts)
    {
        _config = config;
        _parts = parts;
        var name = config.Link.Name;
        _topics = new SparkplugTopics(config.Group, config.Node, config.PrimaryHost);
        _model = new NodeModel(parts.Site, config.Release == SparkplugRelease.Application);
        _opener = new ClientOpener(config.Link, $"edge-{parts.Site.Gateway.Id}-{name}", parts.SecretsPath, _topics.NodeDeath, default);
        _link = new SparkplugLink(_opener, config.IsVersion5, parts.Clock);
        _inbox = new SparkplugInbox(name, _topics, _model, parts.Log);
        _position = new SparkplugPosition(name, parts.Buffer, config.Release != SparkplugRelease.Never, parts.Log);
        _view = new UplinkView(name, "", false, 0, 0, "");
        _thread = new Thread(Run, 512 * 1024) { Name = $"uplink {name}", IsBackground = true };
    }

    private string ServerName => _opener.NameOf(_stage?.Server ?? 0);

    private SparkplugState State => new(_stage!.NextBdSeq, _stage.NotSent, _config.Release == SparkplugRelease.Never ? _stage.Confirmed : null);

    // What the buffer may release: nothing, what the server has had, or what the host application has.
    private Positions? Acknowledged => _config.Release switch
    {
        SparkplugRelease.Never => null,
        SparkplugRelease.Broker => _stage!.Confirmed,
        _ => _inbox.Acknowledged,
    };

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public UplinkView View() => _view;

    /// <summary>Publishes the death, disconnects, ends the thread and stores the position; at most 4 s.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            await Task.Run(() => _thread.Join(2 * StopMs)).ConfigureAwait(false);
        }

        if (_stage is not null)
        {
            await _position.FinishAsync(State, Acknowledged, StopMs).ConfigureAwait(false);
        }
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsSet)
            {
                if (_stage is not null && _parts.Buffer.Epoch != _position.Epoch)
                {
                    StartAgain();
                }

                if (_stage is not null || TryPrepare())
                {
                    Turn();
                    Tell();
                }
            }

            if (_stage is not null)
            {
                Step(new SparkplugInput(SparkplugInputKind.Stop));
            }

            _view = _view with { Connected = false };
        }
        catch (DllNotFoundException e)
        {
            _view = _view with { Connected = false, Fault = "libmosquitto.so.1 is missing: install the package libmosquitto1" };
            Log.LibraryMissing(_parts.Log, e.Message);
        }
        finally
        {
            _link.Dispose();
        }
    }

    // The store was replaced: positions of the old one mean nothing in the new epoch, but bdSeq goes on.
    private void StartAgain()
    {
        _known = State;
        Step(new SparkplugInput(SparkplugInputKind.Stop));
        _stage = null;
        _opening = null;
        _preparing = null;
    }

    private bool TryPrepare()
    {
        _preparing ??= _position.PrepareAsync(_known);
        if (_preparing.IsFaulted)
        {
            var fault = _preparing.Exception!.GetBaseException().Message;
            _view = _view with { Fault = $"the buffer cannot keep a position: {fault}" };
            Log.AckFailed(_parts.Log, fault);
            _preparing = null;
            _stop.Wait(StopMs);
        }
        else if (!_preparing.IsCompleted)
        {
            _stop.Wait(PrepareMs);
        }
        else
        {
            MakeStage(_preparing.GetAwaiter().GetResult());
        }

        return _stage is not null;
    }

    private void MakeStage(SparkplugState state)
    {
        var site = _parts.Site;
        var store = _parts.Buffer.Store;
        if (store.Epoch != _position.Epoch)
        {
            _preparing = null;
            return;
        }

        var mapper = new SummaryMapper(_model, new CloudEventJson(site.Gateway.Id, store.Epoch));
        var spreadMs = Spread.Of(site.Gateway.Id, site.Windows.LengthMs / 10);
        var parts = new SparkplugParts(site, _parts.Version, _topics, _model, mapper, _parts.Live, _config.BacklogPerS, spreadMs, _parts.Clock.Boot);
        _inbox.Cursors = new CursorCodec(site.Gateway.Id, store.Epoch, store.Key);
        _inbox.Acknowledged = _config.Release == SparkplugRelease.Application ? state.Sent : null;
        _cursorAt = null;
        _toldMissing = state.NotSent;
        _stage = new SparkplugStage(parts, state, _config.Link.Servers.Count, _config.Link.ProgressMs, Random.Shared);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The uplink's loop: an error costs a session, not the uplink.")]
    private void Turn()
    {
        try
        {
            var error = Wait();
            TakeEvents();
            TakeMessages();
            if (error != 0)
            {
                Step(new SparkplugInput(_link.IsConnectSent ? SparkplugInputKind.Lost : SparkplugInputKind.NotReached, error));
            }

            Step(default);
            if (_stage!.Phase == SparkplugPhase.Online)
            {
                WatchDevices();
                Fill();
                SendAll();
            }
        }
        catch (Exception e) when (e is not DllNotFoundException)
        {
            _openFault = e.Message;
            if (e is not IOException)
            {
                Log.SessionFailed(_parts.Log, e);
            }

            Step(new SparkplugInput(_link.IsConnectSent ? SparkplugInputKind.Lost : SparkplugInputKind.NotReached, MosquittoNative.NoConnection));
        }

        _position.Turn(State, Acknowledged, _parts.Clock.Read());
    }

    // bdSeq is on the disk, or a fault told, before a CONNECT carries it.
    private int Wait()
    {
        if (_link.Client is not null)
        {
            return _link.Drive();
        }

        if (_opening is { IsCompleted: true })
        {
            _opening = null;
            _link.Open(_stage!.Server, _open.Payload!);
        }
        else
        {
            _stop.Wait(_opening is not null ? PrepareMs : (int)Math.Clamp(_stage!.DueMs - _parts.Clock.Read().MonoMs, 0, DriveMs));
        }

        return 0;
    }

    private void TakeEvents()
    {
        for (var i = 0; _link.Client is { } client && i < client.Events.Count; i++)
        {
            var input = client.Events[i];
            SparkplugInputKind? kind = input.Kind switch
            {
                ClientEventKind.Connected => SparkplugInputKind.Connected,
                ClientEventKind.Disconnected or ClientEventKind.Failed => SparkplugInputKind.Lost,
                ClientEventKind.Subscribed => SparkplugInputKind.Subscribed,
                _ => null,
            };
            if (kind is { } known)
            {
                Step(new SparkplugInput(known, input.Code));
            }
        }

        _link.Client?.Events.Clear();
    }

    private void TakeMessages()
    {
        for (var i = 0; _link.Client is { } client && i < client.Messages.Count; i++)
        {
            if (_inbox.Take(client.Messages[i], _parts.Clock.Read()) is { } input)
            {
                Step(input);
            }
        }

        _link.Client?.Messages.Clear();
    }

    private void WatchDevices()
    {
        for (var i = 0; i < _model.Table.Devices.Count; i++)
        {
            var isLost = _parts.Live.IsLost(i);
            if (isLost == _stage!.IsBorn(i))
            {
                Step(new SparkplugInput(isLost ? SparkplugInputKind.DeviceLost : SparkplugInputKind.DeviceBack, Device: i));
            }
        }
    }

    private void Fill()
    {
        var store = _parts.Buffer.Store;
        foreach (var summaryClass in SummaryClasses.All)
        {
            FillLane(summaryClass, isLive: true, store);
            FillLane(summaryClass, isLive: false, store);
        }

        if (_stage!.NotSent > _toldMissing)
        {
            Log.ReleasedUnsent(_parts.Log, _stage.NotSent - _toldMissing, _config.Link.Name);
            _toldMissing = _stage.NotSent;
        }
    }

    private void FillLane(SummaryClass summaryClass, bool isLive, StoreView store)
    {
        var flow = _stage!.Flow;
        if (flow.Wants(summaryClass, isLive, store.Heads) is not { } after
            || !_parts.Buffer.Read(_position.Epoch, summaryClass, after, RecordLane.ReadyLimit, ReadBytes, _records))
        {
            return;
        }

        if (_records.Count > 0)
        {
            flow.Offer(summaryClass, isLive, _records);
        }
        else if (_parts.Buffer.Status() is var status && status.Epoch == _position.Epoch)
        {
            flow.Released(summaryClass, isLive, SparkplugPosition.Floors(status)[summaryClass]);
        }
    }

    private void SendAll()
    {
        for (var i = 0; i < TurnMessages && _link.IsFree && _stage!.TryNext(_parts.Clock.Read(), out var output); i++)
        {
            Do(output);
        }

        if (_config.Release == SparkplugRelease.Application && _stage!.Phase == SparkplugPhase.Online && _stage.Confirmed != _cursorAt)
        {
            _cursorAt = _stage.Confirmed;
            Do(_stage.CursorData(_inbox.Cursors!.Write(_config.Link.Name, _stage.Confirmed), _parts.Clock.Read()));
        }
    }

    private void Step(in SparkplugInput input)
    {
        var stage = _stage!;
        var phase = stage.Phase;
        var server = ServerName;
        stage.ResumeFrom = _inbox.Acknowledged;
        _outputs.Clear();
        stage.Step(input, _parts.Buffer.Heads, _parts.Clock.Read(), _outputs);
        if (stage.Phase == SparkplugPhase.Waiting && phase != SparkplugPhase.Waiting)
        {
            Log.SessionEnded(_parts.Log, server, FaultText());
        }
        else if (stage.Phase == SparkplugPhase.Online && phase != SparkplugPhase.Online)
        {
            Log.NodeBorn(_parts.Log, $"{_config.Group}/{_config.Node}", server, stage.BdSeq);
        }

        foreach (var output in _outputs.ToArray())
        {
            Do(output);
        }
    }

    private void Do(in SparkplugOutput output)
    {
        var error = MosquittoNative.Success;
        switch (output.Kind)
        {
            case SparkplugOutputKind.Open:
                _openFault = "";
                _open = output;
                _opening = _position.SaveAsync(State);
                break;
            case SparkplugOutputKind.Subscribe:
                error = _link.Subscribe(output.Topic);
                break;
            case SparkplugOutputKind.Publish:
                error = _link.Publish(output.Topic, output.Payload!);
                break;
            case SparkplugOutputKind.Bury:
                _link.Bury(output.Topic, output.Payload!);
                break;
            default:
                _link.Close();
                break;
        }

        if (error != MosquittoNative.Success)
        {
            throw new IOException(MosquittoClient.TextOf(error));
        }
    }

    private void Tell()
    {
        var stage = _stage!;
        var view = new UplinkView(_config.Link.Name, ServerName, stage.Phase == SparkplugPhase.Online, stage.Unproven, stage.Delivered, FaultText());
        if (view != _view)
        {
            _view = view;
        }
    }

    private string FaultText() => _stage!.Fault switch
    {
        { Kind: SparkplugFaultKind.None } => "",
        { Kind: SparkplugFaultKind.Lost } when _openFault.Length > 0 => _openFault,
        { Kind: SparkplugFaultKind.Lost } fault => MosquittoClient.TextOf(fault.Code),
        { Kind: SparkplugFaultKind.Refused } fault => $"the server refused the connection: {MosquittoClient.ReasonOf(fault.Code)}",
        { Kind: SparkplugFaultKind.NotSubscribed } fault => $"the server refused a subscription: {MosquittoClient.ReasonOf(fault.Code)}",
        { Kind: SparkplugFaultKind.HostOffline } => $"the primary host application {_config.PrimaryHost} is not at this server",
        _ => "no answer came in time",
    };
}
