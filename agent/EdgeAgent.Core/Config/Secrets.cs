using System.Text;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Interop;

namespace EdgeAgent.Core.Config;

/// <summary>
/// What `site.json` refers to by name and must not hold itself. A secret is a file: in the folder that systemd names in $CREDENTIALS_DIRECTORY (systemd.exec(5),
/// LoadCredential=), else in the data path's folder `secrets`, where only its owner may read or write it. Thread-safe; values are never logged nor part of a message.
/// </summary>
/// <param name="folder">The data path's folder of secrets; need not be there.</param>
/// <param name="credentials">Folder of systemd's credentials; null or empty for none.</param>
public sealed partial class Secrets(string folder, string? credentials)
{
    /// <summary>Longest value, bytes.</summary>
    public const int MaxBytes = 65_536;

    /// <summary>What a name looks like, for messages.</summary>
    public const string NameRule = "lower-case letters, digits, dots, hyphens and underscores, 1 to 63 characters, a letter or digit first, not ending in .new";

    // What DurableFile writes beside a file before it takes its place.
    private const string BeingWritten = ".new";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = OwnerOnly | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The secrets in a folder, with the credentials that systemd gave this process.</summary>
    public static Secrets In(string folder) => new(folder, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"));

    /// <summary>The folder of secrets of a data path.</summary>
    public static string FolderOf(string dataPath) => Path.Combine(dataPath, "secrets");

    /// <summary>True for a name that a secret may have.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name) && !name.EndsWith(BeingWritten, StringComparison.Ordinal);

    /// <summary>Reads a secret, without the end of line that editors leave. Throws <see cref="IOException"/> with what to do.</summary>
    public string Read(string name)
    {
        var found = Find(name);
        return found.Value ?? throw new IOException(found.Fault);
    }

    /// <summary>Looks for a secret. Never throws.</summary>
    public SecretFound Find(string name)
    {
        if (!IsName(name))
        {
            return new SecretFound(null, "", $"'{Shown(name)}' is no name of a secret; expected {NameRule}");
        }

        var given = string.IsNullOrEmpty(credentials) ? null : Path.Combine(credentials, name);
        var isGiven = given is not null && File.Exists(given);
        var path = isGiven ? given! : Path.Combine(folder, name);
        try
        {
            // systemd guards its own folder, partly by ACLs that show as bits of the group.
            if (!isGiven && FaultOfMode(path) is { } open)
            {
                return new SecretFound(null, path, $"the secret '{name}' is refused: {open}");
            }

            if (new FileInfo(path).Length > MaxBytes)
            {
                return new SecretFound(null, path, $"the secret '{name}' is refused: {path} has more than {MaxBytes} bytes");
            }

            return new SecretFound(File.ReadAllText(path).TrimEnd('\n', '\r'), path, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e is FileNotFoundException or DirectoryNotFoundException ? "is not there" : $"cannot be read ({e.Message})";
            return new SecretFound(null, path, $"the secret '{name}' cannot be read: {path} {why}; put it there with: edgeagent secret set {name} --data DIR");
        }
    }

    /// <summary>Stores a secret durably, mode 0600 in a folder of mode 0700. Throws <see cref="ArgumentException"/>, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public void Set(string name, ReadOnlySpan<byte> value)
    {
        Check(name);
        if (value.Length is 0 or > MaxBytes)
        {
            throw new ArgumentException($"the value has {value.Length} bytes; expected 1 to {MaxBytes}");
        }

        if (!Directory.Exists(folder))
        {
            var above = Path.GetDirectoryName(Path.GetFullPath(folder))!;
            Directory.CreateDirectory(above);
            _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, FolderMode);
            DurableFile.SyncFolder(above);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, FolderMode);
        }

        DurableFile.Replace(Path.Combine(folder, name), value, OwnerOnly);
    }

    /// <summary>Removes a secret from the data path's folder; false when there was none.</summary>
    public bool Remove(string name)
    {
        Check(name);
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        DurableFile.SyncFolder(folder);
        return true;
    }

    /// <summary>Names of the secrets that are there, and where each would be read from.</summary>
    public IReadOnlyList<(string Name, string Path)> List()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in (string?[])[folder, credentials])
        {
            if (string.IsNullOrEmpty(place) || !Directory.Exists(place))
            {
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(place).Where(f => IsName(Path.GetFileName(f))))
            {
                found[Path.GetFileName(file)] = file;
            }
        }

        return [.. found.Select(f => (f.Key, f.Value))];
    }

    private static void Check(string name)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{Shown(name)}' is no name of a secret; expected {NameRule}");
        }
    }

    private static string Shown(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name.Length > 40 ? name.AsSpan(0, 40) : name)
        {
            text.Append(char.IsControl(letter) ? '?' : letter);
        }

        return text.ToString();
    }

    private static string? FaultOfMode(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0
            ? $"other users can read or write {path}; expected mode 0600: chmod 600 {path}"
            : null;

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

/// <summary>What became of looking for a secret.</summary>
/// <param name="Value">The value; null when it cannot be had.</param>
/// <param name="Path">File that was looked at last; empty for a wrong name.</param>
/// <param name="Fault">Why it cannot be had and what to do; empty when it can.</param>
public sealed record SecretFound(string? Value, string Path, string Fault)
{
    /// <summary>Without the value, so that a record that is logged by mistake tells nothing.</summary>
    public override string ToString() => Fault.Length > 0 ? Fault : $"a secret in {Path}";
}
