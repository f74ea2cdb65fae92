using EdgeAgent.Core.Config;

namespace EdgeAgent.Check;

/// <summary>Looks at the certificate and key files that MQTT uplinks name: there, readable, and a key for its owner alone.</summary>
internal static class CertificateCheck
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const string PemStart = "-----BEGIN ";
    private const int MaxBytes = 1 << 20;

    /// <summary>Adds a line for each file named.</summary>
    public static void Run(Site site, List<CheckLine> lines)
    {
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
