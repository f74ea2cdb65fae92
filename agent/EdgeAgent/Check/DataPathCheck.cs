using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;

namespace EdgeAgent.Check;

/// <summary>Looks at the data path without making or keeping anything in it.</summary>
internal static class DataPathCheck
{
    private const string What = "data path";
    private const int ProbeBytes = 4096;
    private const string FolderTodo = "name a folder that the agent's user owns, on a file system that is not read-only";

    /// <summary>Adds what it finds; <paramref name="site"/> gives the budget, when there is one.</summary>
    public static void Run(string dataPath, Site? site, List<CheckLine> lines)
    {
        var existing = NearestExisting(Path.GetFullPath(dataPath));
        if (File.Exists(existing))
        {
            lines.Add(new CheckLine(CheckStatus.Fail, What, $"{existing} is a file", "name a folder"));
            return;
        }

        if (WriteFault(existing) is { } fault)
        {
            lines.Add(new CheckLine(CheckStatus.Fail, What, $"{existing} cannot be written: {fault}", FolderTodo));
            return;
        }

        lines.Add(new CheckLine(CheckStatus.Ok, What, Directory.Exists(dataPath) ? $"{dataPath} can be written" : $"{dataPath} does not exist yet and can be made"));
        if (DataPathLock.HolderIn(dataPath) is { } holder)
        {
            lines.Add(new CheckLine(CheckStatus.Warn, "lock", $"an agent runs on this data path (process {holder})", "stop it for a whole check: it holds ports and addresses"));
        }

        CheckSpace(existing, dataPath, site, lines);
        CheckSecrets(dataPath, site, lines);
    }

    private static void CheckSpace(string existing, string dataPath, Site? site, List<CheckLine> lines)
    {
        var budget = (site?.Buffer ?? new BufferConfig()).BudgetBytes;
        var used = Directory.Exists(dataPath) ? SizeOf(dataPath) : 0;
        try
        {
            var free = new DriveInfo(existing).AvailableFreeSpace;
            var detail = $"{SizeIn(free)} free, the store holds {SizeIn(used)} of its budget of {SizeText.Format(budget)}";
            lines.Add(free + used >= budget
                ? new CheckLine(CheckStatus.Ok, "space", detail)
                : new CheckLine(CheckStatus.Warn, "space", detail, "free some space or lower buffer.budget in the site file"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            lines.Add(new CheckLine(CheckStatus.Warn, "space", $"the free space of {existing} cannot be read: {e.Message}", "look with: df"));
        }
    }

    private static void CheckSecrets(string dataPath, Site? site, List<CheckLine> lines)
    {
        var secrets = Secrets.In(Secrets.FolderOf(dataPath));
        foreach (var name in (site?.Links ?? []).Select(u => u.PasswordSecret).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal))
        {
            var found = secrets.Find(name);
            lines.Add(found.Value is null
                ? new CheckLine(CheckStatus.Fail, $"secret {name}", found.Fault, $"edgeagent secret set {name} --data {dataPath}")
                : new CheckLine(CheckStatus.Ok, $"secret {name}", $"is there: {found.Path}"));
        }

        LookForTokens(site, secrets, dataPath, lines);
    }

    private static void LookForTokens(Site? site, Secrets secrets, string dataPath, List<CheckLine> lines)
    {
        foreach (var token in site?.Pull?.Tokens ?? [])
        {
            var found = secrets.Find(token.Secret);
            var fault = found.Value is null ? found.Fault : TokenSecret.FaultOf(found.Value);
            lines.Add(fault is not null
                ? new CheckLine(CheckStatus.Fail, $"token {token.Name}", found.Value is null ? fault : $"{found.Path}: {fault}", $"openssl rand -hex 24 | edgeagent secret set {token.Secret} --data {dataPath}")
                : new CheckLine(CheckStatus.Ok, $"token {token.Name}", $"is there: {found.Path}"));
        }
    }

    private static string NearestExisting(string path)
    {
        while (!Path.Exists(path))
        {
            path = Path.GetDirectoryName(path) ?? "/";
        }

        return path;
    }

    // A full disk lets a file be made and fails at its first block, so a block is written.
    private static string? WriteFault(string folder)
    {
        var probe = Path.Combine(folder, $".check-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            file.Write(new byte[ProbeBytes]);
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string SizeIn(long bytes) => $"{bytes >> 20} MiB";
}
