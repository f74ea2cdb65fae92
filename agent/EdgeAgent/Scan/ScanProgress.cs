using System.Globalization;

namespace EdgeAgent.Scan;

/// <summary>A bar on standard error with what is done and how long it takes still; nothing when that is no terminal.</summary>
internal sealed class ScanProgress(TextWriter error, bool isTerminal)
{
    private const int Width = 30;
    private string _shown = "";

    /// <summary>Shows the share that is done, 0..1, the time that is left, and what is searched.</summary>
    public void Show(double share, double leftS, string what)
    {
        if (!isTerminal)
        {
            return;
        }

        var done = (int)(Math.Clamp(share, 0, 1) * Width);
        var text = string.Create(CultureInfo.InvariantCulture, $"scan [{new string('#', done)}{new string('.', Width - done)}] {(int)(share * 100),3} %, {Span(leftS)} left: {what}");
        if (text != _shown)
        {
            _shown = text;
            error.Write($"\r{text}\u001b[K");
        }
    }

    /// <summary>Takes the bar away, so that a line can be written.</summary>
    public void Clear()
    {
        if (_shown.Length > 0)
        {
            _shown = "";
            error.Write("\r\u001b[K");
        }
    }

    /// <summary>A span of time for people.</summary>
    public static string Span(double seconds) => seconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(seconds)):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0} min");
}
