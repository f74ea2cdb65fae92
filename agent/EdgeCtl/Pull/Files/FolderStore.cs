using System.Collections.Concurrent;
using EdgeAgent.Core.Interop;

namespace EdgeCtl.Pull.Files;

/// <summary>Summaries as NDJSON files, a folder for each gateway, held by one process. See <see cref="FolderGateway"/>.</summary>
internal sealed class FolderStore : IPullStore
{
    private readonly ConcurrentDictionary<string, FolderGateway> _gateways = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly long _fileBytes;
    private readonly TimeProvider _time;
    private readonly DataPathLock _lock;

    private FolderStore(string folder, long fileBytes, TimeProvider time, DataPathLock held)
    {
        _folder = folder;
        _fileBytes = fileBytes;
        _time = time;
        _lock = held;
    }

    /// <summary>Makes the folder when it is missing and takes it for this process. Throws <see cref="PullException"/> when another one has it or it cannot be written.</summary>
    public static FolderStore Open(string folder, long fileBytes, TimeProvider time)
    {
        var path = Path.GetFullPath(folder);
        var taken = DataPathLock.Take(path);
        if (taken.Held is { } held)
        {
            return new FolderStore(path, fileBytes, time, held);
        }

        var holder = File.Exists(path) ? null : DataPathLock.HolderIn(path);
        throw new PullException(
            holder is null ? $"--to {folder} cannot be used: {taken.Fault}" : $"--to {folder} is held by another edgectl pull (process {holder}); stop that one or name another folder",
            PullFaultKind.Lasting);
    }

    /// <inheritdoc/>
    public Task<Ledger> OpenAsync(string gateway, List<string> notices, CancellationToken cancel) => Run(() =>
    {
        var ledger = new Ledger(gateway);
        var files = new FolderGateway(Path.Combine(_folder, gateway), _fileBytes, _time);
        files.Open(ledger, notices);
        _gateways[gateway] = files;
        return ledger;
    });

    /// <inheritdoc/>
    public Task StoreAsync(Ledger ledger, Intake intake, CancellationToken cancel) => Run(() =>
    {
        _gateways[ledger.Gateway].Store(ledger, intake);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<T> Run<T>(Func<T> work) => Task.Run(() =>
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not PullException && e is IOException or UnauthorizedAccessException)
        {
            throw new PullException($"the folder cannot be written: {e.Message}");
        }
    });
}
