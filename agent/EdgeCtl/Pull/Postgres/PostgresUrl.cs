using System.Globalization;
using Npgsql;

namespace EdgeCtl.Pull.Postgres;

/// <summary>Reads `postgres://user@host:port/database?sslmode=...&amp;sslrootcert=...&amp;host=...`. A password never stands in it: arguments show in the process list.</summary>
internal static class PostgresUrl
{
    private const int CommandTimeoutS = 60;
    private const int ConnectTimeoutS = 10;
    private const int KeepAliveS = 30;

    /// <summary>True for an address rather than a folder.</summary>
    public static bool IsOne(string text) => text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Reads it; null with what is wrong. Without <paramref name="password"/> the library looks at PGPASSWORD and ~/.pgpass.</summary>
    public static NpgsqlConnectionStringBuilder? Read(string text, string? password, int connections, out string fault)
    {
        fault = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.AbsolutePath.Trim('/').Length == 0)
        {
            fault = $"'{Shown.Cut(WithoutPassword(text))}' found; expected postgres://user@host/database";
            return null;
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            fault = "a password stands in the address; expected one in ~/.pgpass, PGPASSWORD or --password-file, as arguments show in the process list";
            return null;
        }

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length == 0 ? "localhost" : uri.IdnHost.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
            ApplicationName = "edgectl pull",
            MaxPoolSize = connections,
            Timeout = ConnectTimeoutS,
            CommandTimeout = CommandTimeoutS,
            KeepAlive = KeepAliveS,
        };
        if (uri.UserInfo.Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(uri.UserInfo);
        }

        if (password is not null)
        {
            builder.Password = password;
        }

        return TryOptions(uri.Query, builder, ref fault) ? builder : null;
    }

    private static bool TryOptions(string query, NpgsqlConnectionStringBuilder builder, ref string fault)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], Uri.UnescapeDataString(pair[(at + 1)..]));
            switch (name)
            {
                case "host" when value.Length > 0:
                    builder.Host = value;
                    break;
                case "port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536:
                    builder.Port = port;
                    break;
                case "sslrootcert" when value.Length > 0:
                    builder.RootCertificate = value;
                    break;
                case "sslmode" when SslModeOf(value) is { } mode:
                    builder.SslMode = mode;
                    break;
                default:
                    fault = $"'{Shown.Cut(pair)}' found in the address; expected host, port, sslrootcert, or sslmode with disable, prefer, require, verify-ca or verify-full";
                    return false;
            }
        }

        return true;
    }

    private static SslMode? SslModeOf(string text) => text switch
    {
        "disable" => SslMode.Disable,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => null,
    };

    private static string WithoutPassword(string text)
    {
        var at = text.LastIndexOf('@');
        var scheme = text.IndexOf("://", StringComparison.Ordinal) + 3;
        return at > scheme ? string.Concat(text.AsSpan(0, scheme), "...", text.AsSpan(at)) : text;
    }
}
