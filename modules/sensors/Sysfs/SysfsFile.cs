using System.Buffers.Text;
using System.Text;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>Reads a small file of sysfs whole, at once, without allocating: the kernel makes its content at that moment. Thread-safe.</summary>
internal static unsafe class SysfsFile
{
    private const int ReadOnly = 0;
    private const int NoEntry = 2;
    private const int NoDeviceOrAddress = 6;
    private const int NoDevice = 19;
    private const int TimedOut = 110;
    private const int NoData = 61;
    private const int TryAgain = 11;

    /// <summary>Reads up to <paramref name="into"/>'s length; how many bytes, or the negative errno.</summary>
    public static int Read(string path, Span<byte> into)
    {
        var descriptor = Libc.Open(path, ReadOnly | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return -Libc.Errno;
        }

        fixed (byte* first = into)
        {
            var count = (int)Libc.Read(descriptor, first, (nuint)into.Length);
            var errno = count < 0 ? Libc.Errno : 0;
            _ = Libc.Close(descriptor);
            return count < 0 ? -errno : count;
        }
    }

    /// <summary>Reads a number: 0 and the value, or the errno.</summary>
    public static int ReadNumber(string path, out double value)
    {
        Span<byte> text = stackalloc byte[64];
        value = double.NaN;
        var count = Read(path, text);
        if (count < 0)
        {
            return -count;
        }

        return Utf8Parser.TryParse(text[..count], out value, out var used) && text[used..count].Trim("\n \0"u8).IsEmpty ? 0 : Unreadable;
    }

    /// <summary>What is answered for a file whose content is no number: EBADMSG.</summary>
    public const int Unreadable = 74;

    /// <summary>The first line of a text file; empty when it cannot be read.</summary>
    public static string ReadText(string path)
    {
        Span<byte> text = stackalloc byte[256];
        var count = Read(path, text);
        return count <= 0 ? "" : Encoding.UTF8.GetString(text[..count].TrimEnd("\n\0"u8));
    }

    /// <summary>What an errno means for a reading.</summary>
    public static Quality QualityOf(int errno) => errno switch
    {
        0 => Quality.Good,
        NoEntry or NoDevice or NoDeviceOrAddress => Quality.PortGone,
        TimedOut or TryAgain or NoData => Quality.Timeout,
        Unreadable => Quality.Malformed,
        _ => Quality.Exception,
    };
}
