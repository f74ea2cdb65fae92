using System.Diagnostics;

namespace EdgeAgent.Tests.Support;

/// <summary>A short program of the system, run to its end.</summary>
public static class SystemCommand
{
    /// <summary>Runs it; null when it ended with 0, else why not.</summary>
    public static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} failed: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"{program} cannot be run: {e.Message}";
        }
    }
}
