using System.Globalization;

namespace EdgeAgent.Check;

/// <summary>A process that has a serial device open, whether it locked it or not.</summary>
/// <param name="Process">Process id.</param>
/// <param name="Name">Its command's name, or empty.</param>
internal sealed record PortHolder(int Process, string Name)
{
    private const string ProcessTable = "/proc";
    private const string PseudoTerminals = "/dev/pts/";
    private const string Terminals = "/sys/class/tty";

    /// <summary>
    /// The first other process that has <paramref name="device"/> open, by the open files of all processes (proc(5), /proc/PID/fd), or by a lock file in the manner of UUCP;
    /// null when there is none, none that this user may see, or when the device is no terminal. Opens nothing.
    /// </summary>
    public static PortHolder? Of(string device)
    {
        var path = File.ResolveLinkTarget(device, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(device);
        if (!path.StartsWith(PseudoTerminals, StringComparison.Ordinal) && !Directory.Exists(Path.Combine(Terminals, Path.GetFileName(path))))
        {
            return null;
        }

        foreach (var folder in Directory.EnumerateDirectories(ProcessTable))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process != Environment.ProcessId && Holds(folder, path))
            {
                return new PortHolder(process, NameOf(process));
            }
        }

        return OfLockFile(path);
    }

    // The program at the other end of a pseudo terminal may hold both ends; it is the cable, not another user of the line.
    private static bool Holds(string processFolder, string path)
    {
        var holds = false;
        var isOtherEnd = false;
        try
        {
            foreach (var file in Directory.EnumerateFileSystemEntries(Path.Combine(processFolder, "fd")))
            {
                var target = new FileInfo(file).LinkTarget;
                holds |= target == path;
                isOtherEnd |= target is "/dev/ptmx" or PseudoTerminals + "ptmx";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to another user.
        }

        return holds && !(isOtherEnd && path.StartsWith(PseudoTerminals, StringComparison.Ordinal));
    }

    // Terminal programs leave LCK..ttyS0 with their process id (FHS 3.0, 5.9); one that no process stands behind is stale.
    private static PortHolder? OfLockFile(string path)
    {
        foreach (var folder in new[] { "/run/lock", "/var/lock" })
        {
            var file = Path.Combine(folder, "LCK.." + Path.GetFileName(path));
            try
            {
                if (File.Exists(file) && int.TryParse(File.ReadAllText(file).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                    && Directory.Exists(Path.Combine(ProcessTable, process.ToString(CultureInfo.InvariantCulture))))
                {
                    return new PortHolder(process, NameOf(process));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile, or not for this user.
            }
        }

        return null;
    }

    private static string NameOf(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"{ProcessTable}/{process}/comm")).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name.Length == 0 ? $"process {Process}" : $"process {Process}, {Name}";
}
