using System.Text;
using EdgeAgent.Verbs;

namespace EdgeAgent.Scan.Cameras;

/// <summary>Reads a password from a file or standard input. It is never part of a message.</summary>
internal static class PasswordFile
{
    private const string StandardInput = "-";
    private const int MostBytes = 1_024;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The password, without one end of line; null with why there is none.</summary>
    public static string? Read(string file, out string fault)
    {
        try
        {
            if (file != StandardInput && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                fault = $"other users can read or write {file}; expected mode 0600: chmod 600 {file}";
                return null;
            }

            var bytes = file == StandardInput ? (System.Console.IsInputRedirected ? SecretVerb.ReadInput() : SecretVerb.Prompt("the password")) : ReadFile(file);
            var password = bytes.Length <= MostBytes ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes) : "";
            password = password.EndsWith('\n') ? password[..^1].TrimEnd('\r') : password;
            fault = password.Length > 0 && !password.Any(char.IsControl) ? "" : $"{Name(file)} holds no password; expected one line of 1 to {MostBytes} bytes";
            return fault.Length > 0 ? null : password;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            fault = e is ArgumentException ? $"{Name(file)} is no UTF-8" : $"{file} cannot be read: {e.Message}";
            return null;
        }
    }

    private static string Name(string file) => file == StandardInput ? "standard input" : file;

    private static byte[] ReadFile(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[MostBytes + 2];
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }
}
