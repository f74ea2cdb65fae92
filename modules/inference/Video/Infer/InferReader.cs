using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Inference.Video.Capture;

namespace EdgeAgent.Inference.Video.Infer;

/// <summary>Reads what a module's process tells. The process may be broken in any way: a line that is no message is none, and is never thrown at the agent. Stateless.</summary>
public static class InferReader
{
    /// <summary>Longest line, bytes: a picture of 4 MiB and a little.</summary>
    public const int MostBytes = 6 << 20;

    private const int MostText = 1_000;

    /// <summary>Reads a line; null for one that is no message.</summary>
    public static InferMessage? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line);
            var root = parsed.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null
                : root.TryGetProperty("beat", out var beat) ? new BeatMessage(beat.GetInt64())
                : root.TryGetProperty("camera", out var camera) ? ReadReport(root, camera.GetInt32())
                : root.TryGetProperty("picture", out var picture) ? new PictureMessage(picture.GetInt32(), root.GetProperty("ns").GetInt64(), Cut(root, "rule"), root.GetProperty("jpeg").GetBytesFromBase64(), Cut(root, "fault"))
                : root.TryGetProperty("ready", out _) ? new ReadyMessage(Cut(root, "ready"))
                : root.TryGetProperty("fault", out _) ? new FaultMessage(Cut(root, "fault"))
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ReportMessage? ReadReport(JsonElement root, int camera)
    {
        var counts = root.Items("counts").Select(c => c.GetInt64()).ToArray();
        var values = root.Items("values").Select(v => v.GetDouble()).ToArray();
        var name = root.Text("quality", "");
        for (var quality = 0; quality < QualityNames.Count && counts.Length == 6; quality++)
        {
            if (QualityNames.NameOf((Quality)quality) == name)
            {
                return new ReportMessage(new CameraReport(camera, root.GetProperty("ns").GetInt64(), (Quality)quality, Cut(root, "fault"), root.Flag("extra"), values, new CameraCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5])));
            }
        }

        return null;
    }

    private static string Cut(JsonElement root, string name) => FfmpegNotes.Cut(root.Text(name, ""), MostText);
}
