using System.Text.Json;
using EdgeAgent.Core.Modules;
using EdgeAgent.Tests.Support;
using EdgeAgent.Try;

namespace EdgeAgent.Tests.Try;

/// <summary>`edgeagent try --golden` on a picture that ffmpeg makes: a bright box on dark ground.</summary>
public sealed class GoldenRunTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeModel _model = new();

    public GoldenRunTests() => Assert.Null(SystemCommand.Run(
        "ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "color=black:s=320x200:d=0.1", "-vf", "drawbox=x=100:y=60:w=32:h=80:color=white:t=fill", "-frames:v", "1", _folder["a.png"]));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_that_is_as_expected_is_good()
    {
        var (bad, lines, error) = Run(true, Golden("a.png", 0.9f, 100));
        Assert.Equal((0, ""), (bad, error));
        Assert.Equal($$"""{"input":"{{_folder["a.png"]}}","good":true,"expected":1,"differences":[]}""", Assert.Single(lines));
        Assert.Equal([$"{_folder["a.png"]}: as expected, 1 detections"], Run(false, Golden("a.png", 0.9f, 100)).Lines);
    }

    [Fact]
    public void What_differs_is_told_and_counts_as_one_picture()
    {
        var (bad, lines, _) = Run(true, Golden("a.png", 0.7f, 110), Golden("a.png", 0.9f, 100));
        Assert.Equal((1, 2), (bad, lines.Count));
        var told = JsonDocument.Parse(lines[0]).RootElement;
        Assert.False(told.GetProperty("good").GetBoolean());
        Assert.Equal(
            [("box at 110,60", "score 0.9", "0.7 within 0.03"), ("box at 110,60", null, "110,60 to 142,140 within 4 pixels")],
            told.GetProperty("differences").EnumerateArray().Select((d, i) => (d.GetProperty("where").GetString(), i == 0 ? d.GetProperty("found").GetString() : null, d.GetProperty("expected").GetString())));
        var text = Run(false, Golden("a.png", 0.7f, 100)).Lines;
        Assert.Equal([$"{_folder["a.png"]}: 1 differences", "  box at 100,60: found score 0.9, expected 0.7 within 0.03"], text);
    }

    [Fact]
    public void A_picture_that_cannot_be_looked_at_is_bad_and_the_rest_goes_on()
    {
        File.WriteAllText(_folder["b.png"], "no picture");
        var (bad, lines, error) = Run(true, Golden("b.png", 0.9f, 100), Golden("missing.png", 0.9f, 100), Golden("a.png", 0.9f, 100));
        Assert.Equal((2, 3), (bad, lines.Count));
        Assert.Contains("missing.png: does not exist", error, StringComparison.Ordinal);
        Assert.Contains("\"good\":true", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_gives_no_numbers_or_other_shapes_is_told()
    {
        _model.GivesNaN = true;
        var (bad, _, error) = Run(true, Golden("a.png", 0.9f, 100));
        Assert.Equal(1, bad);
        Assert.Contains("the model gave numbers that are none", error, StringComparison.Ordinal);
        using var other = new FakeModel { Outputs = [new("out", true, [1, 64, 85])] };
        Assert.Equal((-1, "output out is float32[1,64,85]; expected float32[1,64,6] for 1 labels"), (Start(other, Options([]), true, TextWriter.Null, TextWriter.Null, default, out var fault), fault));
    }

    [Fact]
    public void What_was_not_looked_at_for_a_stop_is_not_good() =>
        Assert.Equal(2, Start(_model, Options([Golden("a.png", 0.9f, 100), Golden("a.png", 0.9f, 100)]), true, TextWriter.Null, TextWriter.Null, new CancellationToken(canceled: true), out _));

    private static GoldenPicture Golden(string name, float score, int x) => new(name, "", [new GoldenDetection(0, score, x, 60, x + 32, 140)], 0.03f, 4);

    private TryOptions Options(GoldenPicture[] golden) => new(FakeModel.Manifest with { Golden = golden }, [.. golden.Select(g => _folder[g.Input])], [], null, "", IsGolden: true);

    private (int Bad, List<string> Lines, string Error) Run(bool isJson, params GoldenPicture[] golden)
    {
        var (text, error) = (new StringWriter(), new StringWriter());
        var bad = Start(_model, Options(golden), isJson, text, error, default, out var fault);
        Assert.Empty(fault);
        return (bad, [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)], error.ToString());
    }

    private static int Start(FakeModel model, TryOptions options, bool isJson, TextWriter text, TextWriter error, CancellationToken stop, out string fault) =>
        new GoldenRun(options, model, new TryWriter(text, isJson, options), error, new TryProgress(error, false, options.Inputs.Count), stop).Run(out fault);
}
