using System.Globalization;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer.Evidence;

/// <summary>
/// Pictures as files in a folder of their own, which only the owner may read. A picture goes when its time is over, by the gateway's running time or by a clock that is right, whichever comes
/// first: a gateway that has lost its clock keeps nothing longer than it may. When there are too many the oldest goes. Thread-safe.
/// </summary>
/// <param name="folder">The folder; made when the first picture is kept.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Where it tells what cannot be kept.</param>
public sealed class EvidenceStore(string folder, IEdgeClock clock, ILogger log) : IEvidence
{
    /// <summary>Most bytes of all pictures together.</summary>
    public const long BudgetBytes = 64L << 20;

    /// <summary>Most pictures.</summary>
    public const int MostPictures = 2_000;

    /// <summary>How much of its running time a gateway may forget in a power cut, ms.</summary>
    public const long NoteMs = 60_000;

    private const string RunningFile = "running";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _gate = new();
    private readonly long _startMs = clock.Read().MonoMs;
    private readonly List<EvidenceFile> _files = [];
    private long _beforeMs;
    private long _notedMs;
    private long _tendMs;
    private long _lastNumber;
    private bool _isRead;

    /// <inheritdoc/>
    public void Keep(string camera, string point, ReadOnlySpan<byte> jpeg, long keepMs, in Now when)
    {
        lock (_gate)
        {
            try
            {
                Look();
                MakeFolder();
                Note(always: true);
                var file = new EvidenceFile(++_lastNumber, Math.Max(0, when.UtcMs), when.Clock, RunningMs(), keepMs, camera, point, jpeg.Length);
                DurableFile.Replace(Path.Combine(folder, file.Name), jpeg, OwnerOnly);
                _files.Add(file);
                Sweep();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.EvidenceNotKept(log, camera, e.Message);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EvidenceItem> List()
    {
        lock (_gate)
        {
            Sweep();
            return [.. _files.Select(f => new EvidenceItem(f.Number, f.Camera, f.Point, f.UtcMs, f.Clock, f.Bytes, LeftMs(f)))];
        }
    }

    /// <inheritdoc/>
    public byte[]? Read(long number)
    {
        lock (_gate)
        {
            Sweep();
            try
            {
                return _files.Find(f => f.Number == number) is { } file ? File.ReadAllBytes(Path.Combine(folder, file.Name)) : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>Deletes what is over once a minute; to be called more often than that.</summary>
    public void Tend()
    {
        lock (_gate)
        {
            var nowMs = clock.Read().MonoMs;
            if (nowMs >= _tendMs)
            {
                _tendMs = nowMs + NoteMs;
                Sweep();
            }
        }
    }

    private void Sweep()
    {
        lock (_gate)
        {
            Look();
            Note(always: false);
            var bytes = _files.Sum(f => f.Bytes);
            for (var i = 0; i < _files.Count;)
            {
                var file = _files[i];
                if (LeftMs(file) > 0 && bytes <= BudgetBytes && _files.Count <= MostPictures)
                {
                    i++;
                    continue;
                }

                bytes -= file.Bytes;
                _files.RemoveAt(i);
                Delete(file);
            }
        }
    }

    private void MakeFolder()
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static bool IsRight(ClockQuality quality) => quality is ClockQuality.Ntp or ClockQuality.Gnss;

    private long RunningMs() => _beforeMs + clock.Read().MonoMs - _startMs;

    private long LeftMs(EvidenceFile file)
    {
        var now = clock.Read();
        var left = file.KeepMs - (RunningMs() - file.RunningMs);
        return IsRight(file.Clock) && IsRight(now.Clock) ? Math.Min(left, file.KeepMs - (now.UtcMs - file.UtcMs)) : left;
    }

    private void Delete(EvidenceFile file)
    {
        try
        {
            File.Delete(Path.Combine(folder, file.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.EvidenceNotDeleted(log, file.Name, e.Message);
        }
    }

    private void Look()
    {
        if (_isRead)
        {
            return;
        }

        _isRead = true;
        try
        {
            if (!Directory.Exists(folder))
            {
                return;
            }

            var noted = Path.Combine(folder, RunningFile);
            if (File.Exists(noted) && File.ReadAllText(noted).Split(' ') is [var running, var last])
            {
                _ = long.TryParse(running, NumberStyles.None, CultureInfo.InvariantCulture, out _beforeMs) && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out _lastNumber);
            }

            _files.AddRange(new DirectoryInfo(folder).EnumerateFiles().Select(f => EvidenceFile.Parse(f.Name, f.Length)).OfType<EvidenceFile>().OrderBy(f => f.Number));
            _lastNumber = Math.Max(_lastNumber, _files.Count > 0 ? _files[^1].Number : 0);

            // A note that was lost must not make pictures younger.
            _beforeMs = Math.Max(_beforeMs, _files.Count > 0 ? _files.Max(f => f.RunningMs) : 0);
            _notedMs = _beforeMs;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.EvidenceNotRead(log, folder, e.Message);
        }
    }

    private void Note(bool always)
    {
        var running = RunningMs();
        if (!always && (_files.Count == 0 || running - _notedMs < NoteMs))
        {
            return;
        }

        try
        {
            _notedMs = running;
            DurableFile.Replace(Path.Combine(folder, RunningFile), System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{running} {_lastNumber}")), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.EvidenceNotKept(log, RunningFile, e.Message);
        }
    }
}
