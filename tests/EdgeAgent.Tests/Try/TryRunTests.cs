using System.Text.Json;
using EdgeAgent.Inference.Video.Geometry;
using EdgeAgent.Tests.Support;
using EdgeAgent.Try;

namespace EdgeAgent.Tests.Try;

/// <summary>`edgeagent try` on pictures and clips that ffmpeg makes: a bright box on dark ground that goes from left to right.</summary>
public sealed class TryRunTests : IDisposable
{
    private const int Frames = 40;
    private readonly TempFolder _folder = new();
    private readonly FakeModel _model = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_one_line_with_boxes_in_its_own_pixels()
    {
        var line = Assert.Single(Run([Picture("a.png", 100)]).Lines);
        Assert.Equal((_folder["a.png"], 0), (line.GetProperty("input").GetString(), line.GetProperty("frame").GetInt32()));
        var found = Assert.Single(line.GetProperty("detections").EnumerateArray());
        Assert.Equal("box", found.GetProperty("class").GetString());
        Assert.Equal(0.9, found.GetProperty("score").GetDouble(), 4);
        Assert.False(found.TryGetProperty("track", out _));
        Assert.Equal([100, 60, 132, 140], found.GetProperty("box").EnumerateArray().Select(e => e.GetDouble()), (a, b) => Math.Abs(a - b) <= 4);
    }

    [Fact]
    public void A_clip_has_a_line_a_frame_its_crossings_and_counts()
    {
        var lines = Run([Clip()], rate: null, new PictureLine("gate", 0.5, 1, 0.5, 0)).Lines;
        var frames = lines.Where(l => l.TryGetProperty("detections", out _)).ToList();
        Assert.Equal(Enumerable.Range(0, Frames), frames.Select(f => f.GetProperty("frame").GetInt32()));
        Assert.Equal([1], frames.SelectMany(f => f.GetProperty("detections").EnumerateArray()).Where(d => d.TryGetProperty("track", out _)).Select(d => d.GetProperty("track").GetInt32()).Distinct());

        // The box is 32 wide and begins at 8 x frame: its middle is beyond 160 from frame 18 or 19 on.
        var crossing = Assert.Single(lines, l => l.TryGetProperty("direction", out _));
        Assert.Equal(("gate", "in", "box"), (crossing.GetProperty("line").GetString(), crossing.GetProperty("direction").GetString(), crossing.GetProperty("class").GetString()));
        Assert.InRange(crossing.GetProperty("frame").GetInt32(), 17, 20);
        Assert.Equal("""{"gate":{"in":{"box":1},"out":{}}}""", lines[^1].GetProperty("counts").GetRawText());
        Assert.Equal((Frames, Frames), (lines[^1].GetProperty("frames").GetInt32(), lines[^1].GetProperty("looked").GetInt32()));
    }

    [Fact]
    public void A_lower_rate_looks_at_fewer_frames_and_keeps_their_numbers()
    {
        var lines = Run([Clip()], rate: 5, new PictureLine("gate", 0.5, 0, 0.5, 1)).Lines;
        Assert.Equal(Enumerable.Range(0, Frames / 2).Select(i => i * 2), lines.Where(l => l.TryGetProperty("detections", out _)).Select(f => f.GetProperty("frame").GetInt32()));
        Assert.Equal("out", Assert.Single(lines, l => l.TryGetProperty("direction", out _)).GetProperty("direction").GetString());
    }

    [Fact]
    public void What_cannot_be_looked_at_is_told_and_the_rest_goes_on()
    {
        File.WriteAllText(_folder["b.jpg"], "no picture");
        var cut = Clip();
        using (var file = File.OpenWrite(cut))
        {
            file.SetLength(file.Length / 3);
        }

        var (status, lines, error) = Run([_folder["b.jpg"], _folder["missing.png"], cut, Picture("c.png", 20)]);
        Assert.Equal(2, status);
        Assert.InRange(Assert.Single(lines, l => l.TryGetProperty("looked", out _)).GetProperty("looked").GetInt32(), 2, Frames - 1);
        Assert.Equal([_folder["b.jpg"], _folder["missing.png"]], lines.Where(l => l.TryGetProperty("error", out _)).Select(l => l.GetProperty("input").GetString()));
        Assert.Single(lines, l => l.TryGetProperty("detections", out _) && l.GetProperty("input").GetString() == _folder["c.png"]);
        Assert.Contains("missing.png: does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_gives_no_numbers_or_other_shapes_is_told()
    {
        _model.GivesNaN = true;
        Assert.Contains("the model gave numbers that are none", Run([Picture("a.png", 100)]).Error, StringComparison.Ordinal);
        using var other = new FakeModel { Outputs = [new("out", true, [1, 64, 85])] };
        Assert.Equal(-1, new TryRun(Options([]), other, new TryWriter(TextWriter.Null, true, Options([])), TextWriter.Null, new TryProgress(TextWriter.Null, false, 0), CancellationToken.None).Run(out var fault));
        Assert.Equal("output out is float32[1,64,85]; expected float32[1,64,6] for 1 labels", fault);
    }

    [Fact]
    public void A_drawing_has_the_box_in_its_colour()
    {
        Run([Picture("a.png", 100)], output: _folder["found.png"]);
        using var file = EdgeAgent.Inference.Video.Capture.MediaFile.Open(_folder["found.png"], out var fault);
        Assert.True(file is not null, fault);
        var frame = file.MakeFrame();
        Assert.True(file.TryRead(frame));
        Assert.Equal((320, 200), (frame.Width, frame.Height));
        Assert.True(Enumerable.Range(0, frame.V.Length).Count(i => frame.V[i] > 180) > 50);
        Assert.Contains("cannot be drawn", Run([Picture("a.png", 100)], output: _folder["no/such/folder.png"]).Error, StringComparison.Ordinal);
    }

    private string Picture(string name, int x)
    {
        Assert.Null(SystemCommand.Run("ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=black:s=320x200:d=0.1", "-vf", $"drawbox=x={x}:y=60:w=32:h=80:color=white:t=fill", "-frames:v", "1", _folder[name]));
        return _folder[name];
    }

    private string Clip()
    {
        Assert.Null(SystemCommand.Run(
            "ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", $"color=black:s=320x200:r=10:d={Frames / 10}", "-f", "lavfi", "-i", $"color=white:s=32x80:r=10:d={Frames / 10}",
            "-filter_complex", "[0][1]overlay=x=n*8:y=60", "-c:v", "ffv1", _folder["clip.mkv"]));
        return _folder["clip.mkv"];
    }

    private (int Status, List<JsonElement> Lines, string Error) Run(string[] inputs, double? rate = null, PictureLine? line = null, string output = "")
    {
        var options = Options(inputs) with { Rate = rate, Lines = line is null ? [] : [line], Out = output };
        var (text, error) = (new StringWriter(), new StringWriter());
        var status = new TryRun(options, _model, new TryWriter(text, true, options), error, new TryProgress(error, false, inputs.Length), CancellationToken.None).Run(out var fault);
        Assert.Empty(fault);
        return (status, [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)], error.ToString());
    }

    private static TryOptions Options(string[] inputs) => new(FakeModel.Manifest, inputs, [], null, "");
}
