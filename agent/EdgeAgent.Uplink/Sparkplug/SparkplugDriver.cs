using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Does what a stage says, at one connection at a time, for one epoch of the store. One thread.</summary>
internal sealed class SparkplugDriver : IDisposable
{
    private const int DriveMs = 50;
    private const int PrepareMs = 10;
    private const int TurnMessages = 100;

    private readonly SparkplugUplinkConfig _config;
    private readonly SparkplugUplinkParts _parts;
    private readonly SparkplugPosition _position;
    private readonly ManualResetEventSlim _stop;
    private readonly ClientOpener _opener;
    private readonly SparkplugLink _link;
    private readonly SparkplugInbox _inbox;
    private readonly CursorCodec _cursors;
    private readonly string _epoch;
    private readonly NodeModel _model;
    private readonly SparkplugStage _stage;
    private readonly FlowFeeder _feeder;
    private readonly List<SparkplugOutput> _outputs = [];
    private Positions? _cursorAt;
    private bool _isBusy;
    private Task? _opening;
    private SparkplugOutput _open;
    private string _openFault = "";
    private long _toldMissing;

    /// <summary>Makes one that connects at its first turn.</summary>
    /// <param name="config">The uplink.</param>
    /// <param name="parts">What it works with.</param>
    /// <param name="position">Where it keeps what it must know after a restart.</param>
    /// <param name="store">The store of the position's epoch.</param>
    /// <param name="state">What was kept.</param>
    /// <param name="stop">Ends waits early.</param>
    public SparkplugDriver(SparkplugUplinkConfig config, SparkplugUplinkParts parts, SparkplugPosition position, StoreView store, SparkplugState state, ManualResetEventSlim stop)
    {
        _config = config;
        _parts = parts;
        _position = position;
        _stop = stop;
        _epoch = store.Epoch;
        var (site, name) = (parts.Site, config.Link.Name);
        var topics = new SparkplugTopics(config.Group, config.Node, config.PrimaryHost);
        _model = new NodeModel(site, config.Release == SparkplugRelease.Application);
        _opener = new ClientOpener(config.Link, $"edge-{site.Gateway.Id}-{name}", parts.SecretsPath, topics.NodeDeath, default);
        _link = new SparkplugLink(_opener, config.IsVersion5, parts.Clock);
        _cursors = new CursorCodec(site.Gateway.Id, store.Epoch, store.Key);
        _inbox = new SparkplugInbox(name, topics, _model, _cursors, parts.Log) { Acknowledged = config.Release == SparkplugRelease.Application ? state.Sent : null };
        var mapper = new SummaryMapper(_model, new CloudEventJson(site.Gateway.Id, store.Epoch));
        var stageParts = new SparkplugParts(site, parts.Version, topics, _model, mapper, parts.Live, config.BacklogPerS, Spread.Of(site.Gateway.Id, site.Windows.LengthMs / 10), parts.Clock.Boot);
        _stage = new SparkplugStage(stageParts, state, config.Link.Servers.Count, config.Link.ProgressMs, Random.Shared);
        _feeder = new FlowFeeder(name, parts.Buffer, store.Epoch, _stage, parts.Departures);
        _feeder.Remember();
        _toldMissing = state.NotSent;
    }

    /// <summary>What must be known after a restart.</summary>
    public SparkplugState State => new(_stage.NextBdSeq, _stage.NotSent, _config.Release == SparkplugRelease.Never ? _stage.Confirmed : null, _epoch);

    /// <summary>What the buffer may release: nothing, what the server has had, or what the host application has.</summary>
    public Positions? Acknowledged => _config.Release switch
    {
        SparkplugRelease.Never => null,
        SparkplugRelease.Broker => _stage.Confirmed,
        _ => _inbox.Acknowledged,
    };

    /// <summary>How it stands.</summary>
    public UplinkView View => new(_config.Link.Name, ServerName, _stage.Phase == SparkplugPhase.Online, _stage.Unproven, _stage.Delivered, FaultText);

    private string ServerName => _opener.NameOf(_stage.Server);

    private string FaultText => _stage.Fault is { Kind: SparkplugFaultKind.Lost } && _openFault.Length > 0 ? _openFault : _stage.Fault.Text(_config.PrimaryHost);

    /// <summary>Waits a little for the connection, takes what came, sends what is due. Throws <see cref="DllNotFoundException"/> where libmosquitto is missing, and nothing else.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The uplink's loop: an error costs a session, not the uplink.")]
    public void Turn(bool isRebirthAsked)
    {
        try
        {
            var error = Wait();
            TakeEvents();
            TakeMessages();
            if (error != 0)
            {
                Fail(error);
            }

            _isBusy = false;
            Step(isRebirthAsked ? new SparkplugInput(SparkplugInputKind.Rebirth) : default);
            if (_stage.Phase == SparkplugPhase.Online)
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

            Fail(MosquittoCodes.NoConnection);
        }

        _position.Turn(State, Acknowledged, _parts.Clock.Read());
    }

    /// <summary>Publishes the death and disconnects; at most 1 s.</summary>
    public void Stop() => Step(new SparkplugInput(SparkplugInputKind.Stop));

    /// <inheritdoc/>
    public void Dispose() => _link.Dispose();

    // bdSeq is on the disk, or a fault told, before a CONNECT carries it.
    private int Wait()
    {
        if (_link.Client is not null)
        {
            return _link.Drive(_isBusy);
        }

        if (_opening is { IsCompleted: true })
        {
            _opening = null;
            _link.Open(_stage.Server, _open.Payload!);
        }
        else
        {
            _stop.Wait(_opening is not null ? PrepareMs : (int)Math.Clamp(_stage.DueMs - _parts.Clock.Read().MonoMs, 0, DriveMs));
        }

        return 0;
    }

    private void Fail(int error) => Step(new SparkplugInput(_link.IsConnectSent ? SparkplugInputKind.Lost : SparkplugInputKind.NotReached, error));

    private void TakeEvents()
    {
        for (var i = 0; _link.Client is { } client && i < client.Events.Count; i++)
        {
            if (SparkplugInput.Of(client.Events[i]) is { } input)
            {
                Step(input);
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
            if (isLost == _stage.IsBorn(i))
            {
                Step(new SparkplugInput(isLost ? SparkplugInputKind.DeviceLost : SparkplugInputKind.DeviceBack, Device: i));
            }
        }
    }

    private void Fill()
    {
        _feeder.Fill(_parts.Clock.Read());
        if (_stage.NotSent > _toldMissing)
        {
            Log.ReleasedUnsent(_parts.Log, _stage.NotSent - _toldMissing, _config.Link.Name);
            _toldMissing = _stage.NotSent;
        }
    }

    // As long as there is something to send, a turn waits for nothing; but it ends, so that what comes in is heard.
    private void SendAll()
    {
        var sent = 0;
        while (sent < TurnMessages && _link.IsFree && _stage.TryNext(_parts.Clock.Read(), out var output))
        {
            Do(output);
            sent++;
        }

        _isBusy = sent > 0;

        if (_config.Release == SparkplugRelease.Application && _stage.Confirmed != _cursorAt)
        {
            _cursorAt = _stage.Confirmed;
            Do(_stage.CursorData(_cursors.Write(_config.Link.Name, _stage.Confirmed), _parts.Clock.Read()));
        }
    }

    private void Step(in SparkplugInput input)
    {
        var phase = _stage.Phase;
        var server = ServerName;
        _stage.ResumeFrom = _inbox.Acknowledged;
        _outputs.Clear();
        _stage.Step(input, _parts.Buffer.Heads, _parts.Clock.Read(), _outputs);
        if (_stage.Phase == SparkplugPhase.Waiting && phase != SparkplugPhase.Waiting)
        {
            Log.SessionEnded(_parts.Log, server, FaultText);
        }
        else if (_stage.Phase == SparkplugPhase.Online && phase != SparkplugPhase.Online)
        {
            Log.NodeBorn(_parts.Log, $"{_config.Group}/{_config.Node}", server, _stage.BdSeq);
        }

        foreach (var output in _outputs)
        {
            Do(output);
        }
    }

    private void Do(in SparkplugOutput output)
    {
        var error = MosquittoCodes.Success;
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
                if (_link.Bury(output.Topic, output.Payload!))
                {
                    _stage.Buried();
                }

                break;
            default:
                _opening = null;
                _link.Close();
                break;
        }

        if (error != MosquittoCodes.Success)
        {
            throw new IOException(MosquittoClient.TextOf(error));
        }
    }
}
