using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>Writes what a module's process tells. Thread-safe; whole lines.</summary>
/// <param name="output">Standard output.</param>
public sealed class InferWriter(Stream output)
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new(4_096);

    /// <summary>Writes one. Throws <see cref="IOException"/> when nobody reads any more.</summary>
    public void Write(InferMessage message)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line))
            {
                json.WriteStartObject();
                WriteMembers(json, message);
                json.WriteEndObject();
            }

            _line.Write("\n"u8);
            output.Write(_line.WrittenSpan);
            output.Flush();
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, InferMessage message)
    {
        switch (message)
        {
            case ReadyMessage ready:
                json.WriteString("ready", ready.Runtime);
                break;
            case BeatMessage beat:
                json.WriteNumber("beat", beat.BusyMs);
                break;
            case ReportMessage { Report: var report }:
                WriteReport(json, report);
                break;
            case PictureMessage picture:
                json.WriteNumber("picture", picture.Camera);
                json.WriteNumber("ns", picture.MonoNs);
                json.WriteString("rule", picture.Rule);
                json.WriteBase64String("jpeg", picture.Jpeg);
                json.WriteString("fault", picture.Fault);
                break;
            case FaultMessage fault:
                json.WriteString("fault", fault.Text);
                break;
            default:
                throw new NotSupportedException(message.GetType().Name);
        }
    }

    private static void WriteReport(Utf8JsonWriter json, CameraReport report)
    {
        json.WriteNumber("camera", report.Camera);
        json.WriteNumber("ns", report.MonoNs);
        json.WriteString("quality", QualityNames.NameOf(report.Quality));
        json.WriteString("fault", report.Fault);
        json.WriteBoolean("extra", report.IsExtra);
        json.WriteStartArray("values");
        foreach (var value in report.Values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        json.WriteStartArray("counts");
        var counts = report.Counts;
        foreach (var count in (ReadOnlySpan<long>)[counts.Frames, counts.Looked, counts.Still, counts.Dropped, counts.Starts, counts.Errors])
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }
}
