using System.Globalization;
using System.Text;
using EdgeAgent.Core.Interop;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>
/// Keeps pulse counts across restarts: one small file a counter, whole or absent after a power cut, written by a thread of its own so that a slow card holds up no edge. Each
/// changed count is written once in a period and at the end: a kill or a power cut loses the pulses since, those of one period at most.
/// </summary>
internal sealed class PulseStore : IDisposable
{
    private const int JoinMs = 900;
    private const int MaxFileBytes = 64;
    private const string Head = "pulses ";
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string[] _paths;
    private readonly long[] _counts;
    private readonly long[] _written;
    private readonly TimeSpan _period;
    private readonly ILogger _log;
    private readonly Thread _thread;
    private readonly ManualResetEvent _stop = new(false);
    private bool _toldFault;
    private bool _started;

    /// <summary>Reads what is kept of <paramref name="names"/> (points, `device/point`) in <paramref name="folder"/>; a count that cannot be read is 0 and told.</summary>
    public PulseStore(string folder, IReadOnlyList<string> names, TimeSpan period, ILogger log)
    {
        _paths = [.. names.Select(n => Path.Combine(folder, $"pulses-{n.Replace('/', '+')}"))];
        _period = period;
        _log = log;
        _counts = [.. _paths.Select(Read)];
        _written = [.. _counts];
        _thread = new Thread(Run) { Name = "pulse counts", IsBackground = true };
    }

    /// <summary>The newest count of a counter.</summary>
    public long this[int counter]
    {
        get => Volatile.Read(ref _counts[counter]);
        set => Volatile.Write(ref _counts[counter], value);
    }

    /// <summary>Starts writing, where there is anything to keep.</summary>
    public void Start()
    {
        if (_paths.Length > 0)
        {
            _started = true;
            _thread.Start();
        }
    }

    /// <summary>Writes what has changed, and ends.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (!_started || _thread.Join(JoinMs))
        {
            _stop.Dispose();
        }
    }

    private void Run()
    {
        while (!_stop.WaitOne(_period))
        {
            Save();
        }

        Save();
    }

    private void Save()
    {
        for (var i = 0; i < _paths.Length; i++)
        {
            var count = this[i];
            if (count == _written[i])
            {
                continue;
            }

            try
            {
                DurableFile.Replace(_paths[i], Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Head}{count}\n")), Mode);
                _written[i] = count;
                _toldFault = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TellOnce(_paths[i], e.Message);
            }
        }
    }

    private void TellOnce(string path, string fault)
    {
        if (!_toldFault)
        {
            _toldFault = true;
            Log.CountNotKept(_log, path, fault);
        }
    }

    private long Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return 0;
            }

            var text = new FileInfo(path).Length <= MaxFileBytes ? File.ReadAllText(path) : "";
            if (text.StartsWith(Head, StringComparison.Ordinal) && text.EndsWith('\n')
                && long.TryParse(text.AsSpan(Head.Length).TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return count;
            }

            Log.CountLost(_log, path, "it holds no count");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.CountLost(_log, path, e.Message);
        }

        return 0;
    }
}
