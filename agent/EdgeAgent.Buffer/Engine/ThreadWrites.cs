using System.Globalization;

namespace EdgeAgent.Buffer.Engine;

/// <summary>Bytes that this thread has handed to write calls, as the kernel counts them (`wchar` in proc(5), /proc/PID/io).</summary>
internal static class ThreadWrites
{
    private const string Label = "wchar: ";

    /// <summary>The count; null on a kernel that keeps none.</summary>
    public static long? Count()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/thread-self/io"))
            {
                if (line.StartsWith(Label, StringComparison.Ordinal))
                {
                    return long.TryParse(line.AsSpan(Label.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
                }
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
