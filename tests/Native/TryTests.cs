using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>`edgeagent try` of the native binary, with ONNX Runtime, the imported detector, and a clip whose crossings were labelled by eye.</summary>
public sealed class TryTests(ITestOutputHelper output)
{
    private const int SafetyMs = 300_000;
    private const int FramesOff = 2;

    private static readonly string Labels = Path.Combine(AppContext.BaseDirectory, "clip");

    [Fact]
    public void Who_crosses_the_lines_of_the_clip_is_counted_as_an_eye_counts()
    {
        var labels = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Labels, "crossings.json"))).RootElement.GetProperty("crossings").EnumerateArray().Select(CrossingOf).ToList();
        var lines = Try("--input", Clip(), "--fps", "5", "--lines", Path.Combine(Labels, "lines.json"));
        var told = lines.Where(l => l.TryGetProperty("direction", out _)).Select(CrossingOf).ToList();
        var left = told.ToList();
        var found = 0;
        foreach (var label in labels)
        {
            var near = left.Where(t => t with { Frame = label.Frame } == label && Math.Abs(t.Frame - label.Frame) <= FramesOff).OrderBy(t => Math.Abs(t.Frame - label.Frame)).FirstOrDefault();
            found += near is not null && left.Remove(near) ? 1 : 0;
        }

        var (recall, precision) = ((double)found / labels.Count, (double)found / told.Count);
        output.WriteLine($"{labels.Count} crossings by eye, {told.Count} told, {found} the same within {FramesOff} frames: recall {recall:0.000}, precision {precision:0.000}");
        Assert.True(recall >= 0.95 && precision >= 0.95, $"recall {recall}, precision {precision}; told besides: {string.Join("; ", left)}");
        Assert.Equal(398, lines[^1].GetProperty("looked").GetInt32());
    }

    [Fact]
    public void Frames_that_were_looked_at_are_told_with_boxes_within_the_picture()
    {
        var frames = Try("--input", Clip(), "--fps", "1").Where(l => l.TryGetProperty("detections", out _)).ToList();
        Assert.Equal(80, frames.Count);
        var found = frames.SelectMany(f => f.GetProperty("detections").EnumerateArray()).ToList();
        Assert.True(found.Count(d => d.GetProperty("class").GetString() == "person") > 200, $"{found.Count} things");
        Assert.All(found, d =>
        {
            var box = d.GetProperty("box").EnumerateArray().Select(e => e.GetDouble()).ToArray();
            Assert.True(box[0] >= 0 && box[1] >= 0 && box[2] <= 768 && box[3] <= 576 && box[0] < box[2] && box[1] < box[3]);
            Assert.InRange(d.GetProperty("score").GetDouble(), 0.4, 1);
        });
    }

    [Theory]
    [InlineData("--fps", "0", "--fps 0: expected above 0 and at most 240")]
    [InlineData("--threshold", "1.5", "--threshold 1.5: expected above 0 and at most 1")]
    [InlineData("--lines", "/no/such/file.json", "/no/such/file.json: does not exist")]
    [InlineData("--input", "/no/such/clip.avi", "--input: /no/such/clip.avi does not exist")]
    public void What_makes_no_sense_is_told_and_ends_with_2(string option, string value, string told)
    {
        string[] input = option == "--input" ? [] : ["--input", Clip()];
        using var child = Start([.. input, option, value]);
        Assert.Equal(2, child.WaitForExit(SafetyMs));
        Assert.Contains(told, child.All, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrupt_model_and_one_with_other_shapes_are_told()
    {
        using var folder = new TempFolder();
        CopyModule(folder.Path);
        var manifest = File.ReadAllText(folder["module.json"]);
        var model = File.ReadAllBytes(folder["model.onnx"]);
        File.WriteAllBytes(folder["model.onnx"], model[..1_000_000]);
        Assert.Contains("has the SHA-256", Fails(folder.Path, 2), StringComparison.Ordinal);

        var sum = JsonDocument.Parse(manifest).RootElement.GetProperty("model").GetProperty("sha256").GetString()!;
        File.WriteAllText(folder["module.json"], manifest.Replace(sum, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model[..1_000_000])), StringComparison.Ordinal));
        Assert.Contains("model.onnx", Fails(folder.Path, 1), StringComparison.Ordinal);

        File.WriteAllBytes(folder["model.onnx"], model);
        File.WriteAllText(folder["module.json"], manifest.Replace("\"width\": 416", "\"width\": 320", StringComparison.Ordinal));
        Assert.Contains("expected Float32[1,3,416,320]", Fails(folder.Path, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Golden_pictures_are_as_the_manifest_says_and_what_is_not_is_told()
    {
        using var folder = new TempFolder();
        CopyModule(folder.Path);
        var manifest = File.ReadAllText(folder["module.json"]);
        Assert.SkipUnless(manifest.Contains("\"golden\"", StringComparison.Ordinal), "the module has no golden picture: packaging/model makes one where the clip and ffmpeg are");
        using (var good = new ChildProcess(Binary(), ["try", folder.Path, "--golden", "--json"]))
        {
            Assert.Equal(0, good.WaitForExit(SafetyMs));
            Assert.True(JsonDocument.Parse(Assert.Single(good.Output)).RootElement.GetProperty("good").GetBoolean());
        }

        File.WriteAllText(folder["module.json"], manifest.Replace("\"score\": 0.796", "\"score\": 0.6", StringComparison.Ordinal));
        using (var bad = new ChildProcess(Binary(), ["try", folder.Path, "--golden"]))
        {
            Assert.Equal(1, bad.WaitForExit(SafetyMs));
            Assert.Contains("person at 458,232: found score 0.796, expected 0.6 within 0.03", bad.All, StringComparison.Ordinal);
        }

        using var both = new ChildProcess(Binary(), ["try", folder.Path, "--golden", "--input", Clip()]);
        Assert.Equal(2, both.WaitForExit(SafetyMs));
        Assert.Contains("--input: expected without --golden", both.All, StringComparison.Ordinal);
    }

    private static void CopyModule(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Module()))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private static string Fails(string module, int status)
    {
        using var child = new ChildProcess(Binary(), ["try", module, "--input", Clip()]);
        Assert.Equal(status, child.WaitForExit(SafetyMs));
        return child.All;
    }

    private static List<JsonElement> Try(params string[] options)
    {
        using var child = Start([.. options, "--json", "--threads", "2"]);
        Assert.True(child.WaitForExit(SafetyMs) == 0, child.All);
        return [.. child.Output.Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static ChildProcess Start(string[] options) => new(Binary(), ["try", Module(), .. options]);

    private static string Binary()
    {
        var binary = NativeBinary.Find("edgeagent", out var reason);
        Assert.SkipWhen(binary is null, reason);
        Assert.SkipUnless(File.Exists(Path.Combine(Path.GetDirectoryName(binary!)!, "libonnxruntime.so.1")), "libonnxruntime.so.1 is not beside the binary: run packaging/onnxruntime");
        return binary!;
    }

    private static string Module() => Folder("EDGE_MODULES_DIR", "nanodet-g", "run packaging/model nanodet-g");

    private static string Clip() => Folder("EDGE_CLIPS_DIR", "vtest.avi", "run packaging/clip");

    private static string Folder(string variable, string name, string otherwise)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable(variable) ?? "", name);
        Assert.SkipUnless(Path.Exists(path), $"{variable} holds no {name}: {otherwise}");
        return path;
    }

    private static Crossing CrossingOf(JsonElement line) =>
        new(line.GetProperty("frame").GetInt32(), line.GetProperty("line").GetString()!, line.GetProperty("direction").GetString()!, line.GetProperty("class").GetString()!);

    private sealed record Crossing(int Frame, string Line, string Direction, string Class);
}
