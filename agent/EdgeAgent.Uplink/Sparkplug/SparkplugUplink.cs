using EdgeAgent.Core.Config;
using EdgeAgent.Core.Status;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>
/// The gateway as a Sparkplug B 3.0 edge node, on a thread of its own. Data has QoS 0: what the server has surely had is known (see <see cref="SparkplugStage"/>), what a host application
/// has is not, unless it says so; <see cref="SparkplugRelease"/> tells what follows from that.
/// </summary>
public sealed class SparkplugUplink : IPushUplink, IRebirths
{
    private const int PrepareMs = 10;
    private const int StopMs = 1_000;

    private readonly SparkplugUplinkConfig _config;
    private readonly SparkplugUplinkParts _parts;
    private readonly SparkplugPosition _position;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;
    private Task<SparkplugState>? _preparing;
    private SparkplugState? _known;
    private bool _isRebirthAsked;
    private volatile SparkplugDriver? _driver;
    private volatile UplinkView _view;

    /// <summary>Makes the uplink; <see cref="Start"/> starts it.</summary>
    public SparkplugUplink(SparkplugUplinkConfig config, SparkplugUplinkParts parts)
    {
        _config = config;
        _parts = parts;
        var name = config.Link.Name;
        _position = new SparkplugPosition(name, parts.Buffer, config.Release != SparkplugRelease.Never, parts.Log);
        _view = new UplinkView(name, "", false, 0, 0, "");
        _thread = new Thread(Run, 512 * 1024) { Name = $"uplink {name}", IsBackground = true };
    }

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public UplinkView View() => _view;

    /// <inheritdoc/>
    public bool TryRebirth(out string fault)
    {
        var view = _view;
        fault = view.Connected ? "" : $"uplink {view.Name} is not connected; a session begins with births anyway";
        if (view.Connected)
        {
            Volatile.Write(ref _isRebirthAsked, true);
        }

        return view.Connected;
    }

    /// <summary>Publishes the death, disconnects, ends the thread and stores the position; at most 4 s.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            await Task.Run(() => _thread.Join(2 * StopMs)).ConfigureAwait(false);
        }

        if (_driver is { } driver)
        {
            await _position.FinishAsync(driver.State, driver.Acknowledged, StopMs).ConfigureAwait(false);
        }
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsSet)
            {
                if (_driver is { } old && _parts.Buffer.Epoch != _position.Epoch)
                {
                    StartAgain(old);
                }

                if (_driver is not null || TryPrepare())
                {
                    _driver!.Turn(Interlocked.Exchange(ref _isRebirthAsked, false));
                    Tell(_driver.View);
                }
            }

            _driver?.Stop();
            _view = _view with { Connected = false };
        }
        catch (DllNotFoundException e)
        {
            _view = _view with { Connected = false, Fault = "libmosquitto.so.1 is missing: install the package libmosquitto1" };
            Log.LibraryMissing(_parts.Log, e.Message);
        }
        finally
        {
            _driver?.Dispose();
        }
    }

    // The store was replaced: positions of the old one mean nothing in the new epoch, but bdSeq goes on.
    private void StartAgain(SparkplugDriver old)
    {
        _known = old.State;
        old.Stop();
        old.Dispose();
        _driver = null;
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
        else if (_parts.Buffer.Store is var store && store.Epoch == _position.Epoch)
        {
            _driver = new SparkplugDriver(_config, _parts, _position, store, _preparing.GetAwaiter().GetResult(), _stop);
        }
        else
        {
            _preparing = null;
        }

        return _driver is not null;
    }

    private void Tell(UplinkView view)
    {
        if (view != _view)
        {
            _view = view;
        }
    }
}
