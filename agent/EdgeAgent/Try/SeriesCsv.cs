using System.Globalization;
using System.Text;
using EdgeAgent.Inference.Series;

namespace EdgeAgent.Try;

/// <summary>Reads a CSV file with the columns `timestamp` and `value`, row by row; a row that is wrong is told and passed over. UTF-8, commas, fields may stand in quotes.</summary>
internal sealed class SeriesCsv : IDisposable
{
    /// <summary>Most characters of a row.</summary>
    public const int MostCharacters = 4_096;

    /// <summary>What times look like, for messages.</summary>
    public const string TimeForm = "ISO 8601 or YYYY-MM-DD HH:MM:SS";

    private const string TimeColumn = "timestamp";
    private const string ValueColumn = "value";

    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd",
    ];

    private readonly StreamReader _reader;
    private readonly StringBuilder _line = new();
    private int _time = -1;
    private int _value = -1;

    private SeriesCsv(StreamReader reader) => _reader = reader;

    /// <summary>Line of the row that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The time of the row that was read last, as it stands there.</summary>
    public string TimeText { get; private set; } = "";

    /// <summary>Opens a file and reads its header; null with why not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">What was found and what was expected.</param>
    public static SeriesCsv? Open(string path, out string fault)
    {
        SeriesCsv? csv = null;
        try
        {
            csv = new SeriesCsv(new StreamReader(path, Encoding.UTF8));
            fault = csv.ReadHeader();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
        }

        if (fault.Length == 0)
        {
            return csv;
        }

        csv?.Dispose();
        return null;
    }

    /// <summary>Reads the next row that is not empty; false at the end.</summary>
    /// <param name="reading">The row, where <paramref name="fault"/> is empty.</param>
    /// <param name="fault">What is wrong with the row and what was expected.</param>
    public bool TryRead(out SeriesPoint reading, out string fault)
    {
        reading = default;
        do
        {
            if (!TryReadLine(out fault))
            {
                return false;
            }
        }
        while (_line.Length == 0 && fault.Length == 0);

        if (fault.Length > 0)
        {
            return true;
        }

        var fields = Fields(_line.ToString());
        if (fields.Length <= Math.Max(_time, _value))
        {
            fault = $"{fields.Length} fields; expected {Math.Max(_time, _value) + 1} or more";
            return true;
        }

        TimeText = fields[_time];
        if (!DateTime.TryParseExact(TimeText, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            fault = $"{TimeColumn}: \"{Cut(TimeText)}\"; expected {TimeForm}";
        }
        else if (!double.TryParse(fields[_value], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            fault = $"{ValueColumn}: \"{Cut(fields[_value])}\"; expected a number";
        }
        else
        {
            reading = new SeriesPoint(new DateTimeOffset(time).ToUnixTimeMilliseconds(), value);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static string[] Fields(string line) => [.. line.Split(',').Select(f => f.Trim().Trim('"'))];

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80] + "...";

    private string ReadHeader()
    {
        if (!TryReadLine(out var fault) || fault.Length > 0)
        {
            return fault.Length > 0 ? $"line 1: {fault}" : $"is empty; expected a header with {TimeColumn} and {ValueColumn}";
        }

        var names = Fields(_line.ToString());
        (_time, _value) = (Array.IndexOf(names, TimeColumn), Array.IndexOf(names, ValueColumn));
        return _time >= 0 && _value >= 0 ? "" : $"line 1: the columns are {Cut(string.Join(", ", names))}; expected {TimeColumn} and {ValueColumn} among them";
    }

    // A row of any length is read to its end, and kept as far as it may go.
    private bool TryReadLine(out string fault)
    {
        fault = "";
        _line.Clear();
        var length = 0L;
        int next;
        while ((next = _reader.Read()) is not -1 and not '\n')
        {
            length++;
            if (length <= MostCharacters)
            {
                _line.Append((char)next);
            }
        }

        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        Line++;
        fault = length > MostCharacters ? $"{length} characters; expected at most {MostCharacters}" : "";
        return next != -1 || length > 0;
    }
}
