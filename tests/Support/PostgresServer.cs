using System.Diagnostics;

namespace EdgeAgent.Tests.Support;

/// <summary>A PostgreSQL of a test's own: a cluster in a temporary folder, on a loopback port, run by the user postgres, ended by its process id.</summary>
public sealed class PostgresServer : IDisposable
{
    private const int LimitMs = 60_000;
    private readonly TempFolder _folder;
    private readonly string _programs;
    private ChildProcess? _process;

    private PostgresServer(TempFolder folder, string programs, int port)
    {
        _folder = folder;
        _programs = programs;
        Port = port;
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its log and errors.</summary>
    public string Log => _process?.All ?? "";

    /// <summary>`--to` for a database of it.</summary>
    public string Url(string database = "brain") => $"postgres://brain@127.0.0.1:{Port}/{database}?sslmode=disable";

    /// <summary>Makes and starts one, with a role and a database called brain; null with the reason why it cannot.</summary>
    public static async Task<PostgresServer?> TryStartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault() : null;
        if (programs is null || Environment.UserName != "root")
        {
            return null;
        }

        var folder = new TempFolder();
        var server = new PostgresServer(folder, Path.Combine(programs, "bin"), FakeGatewayView.FreePort());
        Check(SystemCommand.Run("chown", "postgres", folder.Path));
        Check(server.AsPostgres("initdb", "-D", folder["data"], "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--locale=C"));
        await server.StartAsync();
        server.Sql("postgres", "create role brain login");
        server.Sql("postgres", "create database brain owner brain");
        return server;
    }

    /// <summary>Starts it again after <see cref="Kill"/>.</summary>
    public async Task StartAsync()
    {
        string[] settings = ["-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder.Path}", "-c", "shared_buffers=16MB", "-c", "fsync=on", "-c", "synchronous_commit=off"];
        _process = new ChildProcess("runuser", ["-u", "postgres", "--", Path.Combine(_programs, "postgres"), "-D", _folder["data"], "-p", $"{Port}", .. settings]);
        if (!await _process.SaysAsync("database system is ready to accept connections", LimitMs))
        {
            throw new InvalidOperationException(_process.All);
        }
    }

    /// <summary>Runs SQL; what psql printed, unaligned, without headings.</summary>
    public string Sql(string database, string sql)
    {
        using var psql = Process.Start(new ProcessStartInfo("psql", ["-h", "127.0.0.1", "-p", $"{Port}", "-U", database == "postgres" ? "postgres" : "brain", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, database])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = psql.StandardError.ReadToEndAsync();
        var output = psql.StandardOutput.ReadToEnd();
        psql.WaitForExit();
        return psql.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException(error.GetAwaiter().GetResult());
    }

    /// <summary>From now on the role brain needs its password.</summary>
    public void RequirePasswords()
    {
        File.WriteAllText(_folder["data/pg_hba.conf"], "host all postgres 127.0.0.1/32 trust\nhost all brain 127.0.0.1/32 scram-sha-256\n");
        Sql("postgres", "select pg_reload_conf()");
    }

    /// <summary>Kills it without warning, all its processes: as a power cut would, but for the page cache.</summary>
    public void Kill()
    {
        var postmaster = int.Parse(File.ReadLines(_folder["data/postmaster.pid"]).First(), System.Globalization.CultureInfo.InvariantCulture);
        SystemCommand.Run("kill", "-QUIT", $"{postmaster}");
        _process!.WaitForExit(LimitMs);
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }

        _folder.Dispose();
    }

    private string? AsPostgres(string program, params string[] arguments)
    {
        using var process = new ChildProcess("runuser", ["-u", "postgres", "--", Path.Combine(_programs, program), .. arguments]);
        return process.WaitForExit(LimitMs) == 0 ? null : process.All;
    }

    private static void Check(string? fault)
    {
        if (fault is not null)
        {
            throw new InvalidOperationException(fault);
        }
    }
}
