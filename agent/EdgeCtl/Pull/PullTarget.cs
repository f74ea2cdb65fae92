using System.CommandLine;
using Npgsql;
using EdgeCtl.Pull.Files;
using EdgeCtl.Pull.Postgres;

namespace EdgeCtl.Pull;

/// <summary>`--to`: where summaries go, a folder or a PostgreSQL database.</summary>
internal static class PullTarget
{
    private const int MaxPasswordBytes = 4_096;
    private const int SpareConnections = 2;

    /// <summary>The option itself.</summary>
    public static Option<string> To { get; } = new("--to")
    {
        Description = "A folder, or postgres://user@host/database; a password for it comes from ~/.pgpass, PGPASSWORD or --password-file",
        HelpName = "DIR|URL",
        Required = true,
    };

    /// <summary>Where the database's password is.</summary>
    public static Option<string?> PasswordFile { get; } = CommandOptions.File("--password-file", "File with the password of the database's user");

    /// <summary>Size of files.</summary>
    public static Option<int> FileMiB { get; } = CommandOptions.Whole("--file-mib", 1, 4_096, 64, "In a folder: MiB after which a new file is begun; one is begun each day anyway");

    /// <summary>Opens it. Throws <see cref="PullException"/>.</summary>
    public static async Task<IPullStore> OpenAsync(ParseResult parsed, int parallel, TimeProvider time, CancellationToken cancel)
    {
        var to = parsed.GetValue(To)!;
        return SettingsOf(parsed, parallel + SpareConnections) is { } settings
            ? await PostgresStore.OpenAsync(settings, time, cancel).ConfigureAwait(false)
            : FolderStore.Open(to, (long)parsed.GetValue(FileMiB) << 20, time);
    }

    /// <summary>How to connect to the database that `--to` names; null when it names a folder. Throws <see cref="PullException"/>.</summary>
    public static NpgsqlConnectionStringBuilder? SettingsOf(ParseResult parsed, int connections)
    {
        var to = parsed.GetValue(To)!;
        if (!PostgresUrl.IsOne(to))
        {
            return to.Length > 0 && !to.Contains("://", StringComparison.Ordinal)
                ? null
                : throw new PullException($"--to: '{Shown.Cut(to)}' found; expected a folder, or postgres://user@host/database", PullFaultKind.Lasting);
        }

        return PostgresUrl.Read(to, ReadPassword(parsed.GetValue(PasswordFile)), connections, out var fault)
            ?? throw new PullException($"--to: {fault}", PullFaultKind.Lasting);
    }

    private static string? ReadPassword(string? file)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            return new FileInfo(file).Length <= MaxPasswordBytes
                ? File.ReadAllText(file).TrimEnd('\n', '\r')
                : throw new PullException($"--password-file {file} has more than {MaxPasswordBytes} bytes", PullFaultKind.Lasting);
        }
        catch (Exception e) when (e is IOException and not PullException or UnauthorizedAccessException)
        {
            throw new PullException($"--password-file {file} cannot be read: {e.Message}", PullFaultKind.Lasting);
        }
    }
}
