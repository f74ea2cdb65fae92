using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Counting;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Inference;
using EdgeAgent.Inference.Video.Tracking;

namespace EdgeAgent.Try;

/// <summary>Writes what `edgeagent try` finds: a JSON object a line, or text.</summary>
/// <param name="output">Where to.</param>
/// <param name="isJson">JSON, for programs.</param>
/// <param name="options">What is looked at.</param>
internal sealed class TryWriter(TextWriter output, bool isJson, TryOptions options)
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();

    private IReadOnlyList<string> Labels => options.Manifest.Labels;

    /// <summary>A picture or frame.</summary>
    /// <param name="input">The file.</param>
    /// <param name="frame">Which of its frames, from 0.</param>
    /// <param name="detections">What was found, with the number of the track, 0 for none.</param>
    public void Frame(string input, long frame, IReadOnlyList<(Detection Detection, long Track)> detections)
    {
        if (!isJson)
        {
            output.WriteLine($"{input} frame {frame}: {(detections.Count == 0 ? "nothing" : string.Join("; ", detections.Select(Text)))}");
            return;
        }

        Line(json =>
        {
            json.WriteString("input", input);
            json.WriteNumber("frame", frame);
            json.WriteStartArray("detections");
            foreach (var (detection, track) in detections)
            {
                WriteDetection(json, detection, track);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>A track that went over a line.</summary>
    public void Crossing(string input, in Crossing crossing)
    {
        var (told, direction) = (crossing, crossing.IsIn ? "in" : "out");
        if (!isJson)
        {
            output.WriteLine($"{input} frame {told.Frame}: {Labels[told.Class]} {told.Track} crosses {options.Lines[told.Line].Name}, {direction}");
            return;
        }

        Line(json =>
        {
            json.WriteString("input", input);
            json.WriteNumber("frame", told.Frame);
            json.WriteString("line", options.Lines[told.Line].Name);
            json.WriteString("direction", direction);
            json.WriteString("class", Labels[told.Class]);
            json.WriteNumber("track", told.Track);
        });
    }

    /// <summary>The end of a clip.</summary>
    public void End(string input, long frames, long looked, long tracks, CrossingCounts counts)
    {
        if (!isJson)
        {
            output.WriteLine($"{input}: {frames} frames, {looked} looked at, {tracks} followed{string.Concat(options.Lines.Select((l, i) => $"; {l.Name}: {Sum(counts, i, true)} in, {Sum(counts, i, false)} out"))}");
            return;
        }

        Line(json =>
        {
            json.WriteString("input", input);
            json.WriteNumber("frames", frames);
            json.WriteNumber("looked", looked);
            json.WriteNumber("tracks", tracks);
            json.WriteStartObject("counts");
            for (var line = 0; line < options.Lines.Count; line++)
            {
                json.WriteStartObject(options.Lines[line].Name);
                WriteCounts(json, "in", counts, line, isIn: true);
                WriteCounts(json, "out", counts, line, isIn: false);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    /// <summary>A golden picture.</summary>
    /// <param name="input">The file.</param>
    /// <param name="expected">How many detections the manifest tells of it.</param>
    /// <param name="differences">What was found otherwise.</param>
    public void Golden(string input, int expected, IReadOnlyList<GoldenDifference> differences)
    {
        if (!isJson)
        {
            output.WriteLine($"{input}: {(differences.Count == 0 ? $"as expected, {expected} detections" : $"{differences.Count} differences")}");
            foreach (var difference in differences)
            {
                output.WriteLine($"  {difference}");
            }

            return;
        }

        Line(json =>
        {
            json.WriteString("input", input);
            json.WriteBoolean("good", differences.Count == 0);
            json.WriteNumber("expected", expected);
            json.WriteStartArray("differences");
            foreach (var difference in differences)
            {
                json.WriteStartObject();
                json.WriteString("where", difference.Where);
                json.WriteString("found", difference.Found);
                json.WriteString("expected", difference.Expected);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>A file that could not be looked at.</summary>
    public void Fault(string input, string fault)
    {
        if (isJson)
        {
            Line(json =>
            {
                json.WriteString("input", input);
                json.WriteString("error", fault);
            });
        }
    }

    private static void WriteDetectionNumbers(Utf8JsonWriter json, in Detection detection)
    {
        json.WriteNumber("score", Math.Round((decimal)detection.Score, 4));
        json.WriteStartArray("box");
        foreach (var edge in (float[])[detection.Left, detection.Top, detection.Right, detection.Bottom])
        {
            json.WriteNumberValue(Math.Round((decimal)edge, 2));
        }

        json.WriteEndArray();
    }

    private void WriteDetection(Utf8JsonWriter json, in Detection detection, long track)
    {
        json.WriteStartObject();
        json.WriteString("class", Labels[detection.Class]);
        WriteDetectionNumbers(json, detection);
        if (track > 0)
        {
            json.WriteNumber("track", track);
        }

        json.WriteEndObject();
    }

    private void WriteCounts(Utf8JsonWriter json, string name, CrossingCounts counts, int line, bool isIn)
    {
        json.WriteStartObject(name);
        for (var c = 0; c < Labels.Count; c++)
        {
            if (counts[line, c, isIn] > 0)
            {
                json.WriteNumber(Labels[c], counts[line, c, isIn]);
            }
        }

        json.WriteEndObject();
    }

    private long Sum(CrossingCounts counts, int line, bool isIn) => Enumerable.Range(0, Labels.Count).Sum(c => counts[line, c, isIn]);

    private string Text((Detection Detection, long Track) found)
    {
        var (d, track) = found;
        return string.Create(CultureInfo.InvariantCulture, $"{Labels[d.Class]}{(track > 0 ? $" #{track}" : "")} {d.Score:0.00} at {d.Left:0},{d.Top:0} to {d.Right:0},{d.Bottom:0}");
    }

    private void Line(Action<Utf8JsonWriter> write)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Format))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(_line.WrittenSpan));
    }
}
