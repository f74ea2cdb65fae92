using System.Globalization;

namespace EdgeAgent.Try;

/// <summary>A bar on standard error with the files that are done, and the frames or rows of the one that is looked at; nothing when that is no terminal.</summary>
/// <param name="error">Standard error.</param>
/// <param name="isTerminal">True when a person sees it.</param>
/// <param name="files">How many files there are.</param>
/// <param name="part">What a file consists of.</param>
internal sealed class TryProgress(TextWriter error, bool isTerminal, int files, string part = "frame")
{
    private const int Width = 30;
    private const long EveryMs = 100;

    private long _shownMs = -EveryMs;
    private bool _isShown;

    /// <summary>Shows what is done: files, and frames or rows of the one that is looked at.</summary>
    public void Show(int done, long frames)
    {
        var nowMs = Environment.TickCount64;
        if (!isTerminal || nowMs - _shownMs < EveryMs)
        {
            return;
        }

        (_shownMs, _isShown) = (nowMs, true);
        var length = files == 0 ? 0 : done * Width / files;
        error.Write(string.Create(CultureInfo.InvariantCulture, $"\rtry [{new string('#', length)}{new string('.', Width - length)}] {done} of {files} files{(frames > 0 ? $", {part} {frames}" : "")}\u001b[K"));
    }

    /// <summary>Takes the bar away.</summary>
    public void Clear()
    {
        if (_isShown)
        {
            error.Write("\r\u001b[K");
        }
    }
}
