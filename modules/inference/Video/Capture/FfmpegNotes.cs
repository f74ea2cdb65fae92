using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>What ffmpeg says on standard error, a line each: the size of pictures, and what is wrong. One thread writes, any reads.</summary>
public sealed partial class FfmpegNotes
{
    private const int MostRead = 2_000;
    private const int MostShown = 300;

    private readonly Lock _gate = new();
    private string _lastError = "";
    private string _firstError = "";
    private (int Width, int Height) _size;
    private long _errors;
    private bool _isResized;

    /// <summary>Lines that tell of an error.</summary>
    public long Errors
    {
        get
        {
            lock (_gate)
            {
                return _errors;
            }
        }
    }

    /// <summary>True once pictures came in another size than the first.</summary>
    public bool IsResized
    {
        get
        {
            lock (_gate)
            {
                return _isResized;
            }
        }
    }

    /// <summary>What went wrong first and last, without users and passwords; empty for nothing.</summary>
    public string Fault
    {
        get
        {
            lock (_gate)
            {
                return _firstError == _lastError ? _lastError : $"{_firstError}; {_lastError}";
            }
        }
    }

    /// <summary>True when the camera refused user and password (RTSP or HTTP 401 and 403).</summary>
    public bool IsRefused => Fault is { Length: > 0 } fault && Refusal().IsMatch(fault);

    /// <summary>Takes a line.</summary>
    public void Take(string line)
    {
        line = Cut(line, MostRead);
        if (line.Contains("[error]", StringComparison.Ordinal) || line.Contains("[fatal]", StringComparison.Ordinal))
        {
            TakeError(WithoutUser(Prefix().Replace(line, "")).Trim());
        }
        else if (Size().Match(line) is { Success: true } match)
        {
            TakeSize((int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>A text without what stands before the @ of an address and after its question mark, where cheap cameras take passwords.</summary>
    public static string WithoutUser(string text) => Query().Replace(User().Replace(text, "://"), "$1?...");

    // Never in the midst of a surrogate pair: half of one cannot be written as JSON.
    internal static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private void TakeError(string text)
    {
        lock (_gate)
        {
            _errors++;
            _lastError = Cut(text, MostShown);
            _firstError = _firstError.Length == 0 ? _lastError : _firstError;
        }
    }

    private void TakeSize((int Width, int Height) size)
    {
        lock (_gate)
        {
            _isResized |= _size != default && _size != size;
            _size = size;
        }
    }

    [GeneratedRegex(@"\bs:([0-9]{1,5})x([0-9]{1,5}) ")]
    private static partial Regex Size();

    // "method DESCRIBE failed: 401 Unauthorized", "HTTP error 401 Unauthorized", "Server returned 403 Forbidden"; not "concealing 403 DC".
    [GeneratedRegex(@"\b(failed:|error|returned) (401|403)\b")]
    private static partial Regex Refusal();

    // A password may hold an @ that was not escaped: up to the last one before the path.
    [GeneratedRegex(@"://[^/\s']*@")]
    private static partial Regex User();

    [GeneratedRegex(@"(://[^\s'?]+)\?[^\s']*")]
    private static partial Regex Query();

    [GeneratedRegex(@"\[[^\]]* @ 0x[0-9a-f]+\] |\[(error|fatal)\] ")]
    private static partial Regex Prefix();
}
