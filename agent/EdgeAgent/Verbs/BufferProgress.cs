using System.Globalization;

namespace EdgeAgent.Verbs;

/// <summary>A bar on standard error while a command works; nothing when that is no terminal.</summary>
internal sealed class BufferProgress(string what) : IDisposable
{
    private const int Width = 40;
    private int _shown = -1;

    /// <summary>Shows the share that is done, 0..1.</summary>
    public void Show(double share)
    {
        var percent = (int)(share * 100);
        if (System.Console.IsErrorRedirected || percent == _shown)
        {
            return;
        }

        _shown = percent;
        var done = percent * Width / 100;
        System.Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what} [{new string('#', done)}{new string('.', Width - done)}] {percent,3} %"));
    }

    /// <summary>Clears it, so that what follows begins on an empty line.</summary>
    public void Dispose()
    {
        if (_shown >= 0)
        {
            System.Console.Error.Write("\r\u001b[K");
            _shown = -1;
        }
    }
}
