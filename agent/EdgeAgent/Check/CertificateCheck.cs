using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Check;

/// <summary>Looks at the certificate and key files that uplinks name: there, readable, a key for its owner alone, and not about to end.</summary>
internal static class CertificateCheck
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(30);
    private const string PemStart = "-----BEGIN ";
    private const int MaxBytes = 1 << 20;

    /// <summary>Adds a line for each file named.</summary>
    public static void Run(Site site, TimeProvider time, List<CheckLine> lines)
    {
        if (site.Pull?.Tls is { } tls)
        {
            Look(tls.CertFile, "cert of pull", "put the gateway's certificate there as PEM", lines);
            Look(tls.KeyFile, "key of pull", "put the certificate's key there as PEM, mode 0600", lines, isKey: true);
            Look(tls.ClientCaFile, "clientCa", "put the authorities of client certificates there as PEM", lines);
            LookAtEnd(tls, time.GetUtcNow(), lines);
        }

        foreach (var uplink in site.Links)
        {
            Look(uplink.CaFile, $"ca of {uplink.Name}", "put the broker's authorities there as PEM", lines);
            Look(uplink.CertFile, $"cert of {uplink.Name}", "put the client's certificate there as PEM", lines);
            Look(uplink.KeyFile, $"key of {uplink.Name}", "put the client's key there as PEM, mode 0600", lines, isKey: true);
        }
    }

    private static void Look(string file, string what, string todo, List<CheckLine> lines, bool isKey = false)
    {
        if (file.Length == 0)
        {
            return;
        }

        if (!File.Exists(file))
        {
            lines.Add(new CheckLine(CheckStatus.Fail, what, Directory.Exists(file) ? $"{file} is a folder" : $"{file} does not exist", todo));
        }
        else if (Fault(file) is { } fault)
        {
            lines.Add(new CheckLine(CheckStatus.Fail, what, $"{file}: {fault}", todo));
        }
        else if (isKey && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
        {
            lines.Add(new CheckLine(CheckStatus.Warn, what, "other users can read or write it", $"chmod 600 {file}"));
        }
        else
        {
            lines.Add(new CheckLine(CheckStatus.Ok, what, $"{file} is there"));
        }
    }

    // A certificate without its key stops the pull API, one that has ended stops its readers.
    private static void LookAtEnd(PullTls tls, DateTimeOffset now, List<CheckLine> lines)
    {
        const string What = "tls of pull";
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(tls.CertFile, tls.KeyFile);
            var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
            var days = (int)(ends - now).TotalDays;
            lines.Add(ends <= now
                ? new CheckLine(CheckStatus.Fail, What, $"the certificate ended at {ends:u}", "put a new one in its place; no restart is needed")
                : new CheckLine(ends - now < WarnBefore ? CheckStatus.Warn : CheckStatus.Ok, What, $"the certificate of {certificate.Subject} is good for {days} days", ends - now < WarnBefore ? "put a new one in its place; no restart is needed" : ""));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            lines.Add(new CheckLine(CheckStatus.Fail, What, $"{tls.CertFile} and {tls.KeyFile} do not belong together: {e.Message}", "put a certificate and its own key there as PEM"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The lines before this one say so.
        }
    }

    private static string? Fault(string file)
    {
        try
        {
            return new FileInfo(file).Length > MaxBytes || !File.ReadAllText(file).Contains(PemStart, StringComparison.Ordinal) ? "is no PEM file" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
