using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Series;

namespace EdgeAgent.Try;

/// <summary>Writes what `edgeagent try` finds in series: a JSON object for each sample, or a line of text for each anomaly.</summary>
/// <param name="output">Where to.</param>
/// <param name="isJson">JSON, for programs.</param>
/// <param name="manifest">The module.</param>
/// <param name="isFolder">Several files: each object says which.</param>
internal sealed class SeriesTryWriter(TextWriter output, bool isJson, SeriesManifest manifest, bool isFolder)
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'";

    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _wasAnomaly;

    /// <summary>A sample.</summary>
    /// <param name="input">The file.</param>
    /// <param name="timestamp">Its time as it stands in the file; empty where the sample has one of its own.</param>
    /// <param name="result">What the model told.</param>
    public void Sample(string input, string timestamp, in SeriesResult result)
    {
        var (told, time) = (result, timestamp.Length > 0 ? timestamp : DateTimeOffset.FromUnixTimeMilliseconds(result.Sample.UnixMs).ToString(TimeForm, CultureInfo.InvariantCulture));
        if (isJson)
        {
            Line(input, isFolder, json => Write(json, time, told));
        }
        else if (result.IsAnomaly && !_wasAnomaly)
        {
            output.WriteLine($"{input} {time}: {result.Explain("value", "")}");
        }

        _wasAnomaly = result.IsAnomaly;
    }

    /// <summary>The end of a file.</summary>
    public void End(string input, long samples, long bad, long anomalies)
    {
        _wasAnomaly = false;
        if (!isJson)
        {
            output.WriteLine($"{input}: {samples} samples, {anomalies} anomalies{(bad > 0 ? $", {bad} rows that could not be looked at" : "")}{(samples <= manifest.WarmUp ? $"; the first {manifest.WarmUp} samples have no score" : "")}");
        }
    }

    /// <summary>A file that could not be looked at.</summary>
    public void Fault(string input, string fault)
    {
        if (isJson)
        {
            Line(input, true, json => json.WriteString("error", fault));
        }
    }

    private static void Write(Utf8JsonWriter json, string time, in SeriesResult result)
    {
        json.WriteString("timestamp", time);
        Number(json, "value", result.Sample.Value);
        json.WriteNumber("score", Math.Round((decimal)result.Score, 6));
        json.WriteBoolean("anomaly", result.IsAnomaly);
        if (result.IsAnomaly && double.IsFinite(result.Expected))
        {
            Number(json, "expected", (float)result.Expected);
            Number(json, "distance", (float)result.Distance);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, float number)
    {
        if (float.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
    }

    private void Line(string input, bool isNamed, Action<Utf8JsonWriter> write)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Format))
        {
            json.WriteStartObject();
            if (isNamed)
            {
                json.WriteString("input", input);
            }

            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(_line.WrittenSpan));
    }
}
