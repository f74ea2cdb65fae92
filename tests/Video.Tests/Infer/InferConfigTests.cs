using System.Text;
using System.Text.Json;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Infer;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Infer;

/// <summary>What a module's process is told by standard input.</summary>
public sealed class InferConfigTests
{
    private const string Source = """
        { "kind": "camera", "module": "people", "sessions": 2, // as in a site file
          "devices": [
            { "name": "lane", "label": "弄堂", "url": "rtsp://[2001:db8::7]/main", "user": "viewer", "secret": "lane-camera", "fps": 2.5, "alarm": "lost", "grade": "public",
              "evidence": { "pictures": "plain", "keep": "2 h", "reason": "asked for by the residents' committee" },
              "motion": { "threshold": 12.5, "blocks": 3, "hold": "5 s", "recheck": "10 s", "masks": [ [[0, 0], [0.5, 0], [0.5, 0.5]] ] },
              "lines": [ { "name": "gate", "from": [0.5, 0.2], "to": [0.5, 0.8], "classes": ["person", "traffic light"], "wrongWay": "out", "alarm": true } ],
              "zones": [ { "name": "yard", "area": [[0, 0], [1, 0], [1, 1]], "classes": ["car"], "loiter": "5 min", "forbidden": true, "leftBehind": "10 min", "things": ["backpack"], "queue": true, "alarm": true } ] },
            { "name": "yard", "url": "v4l2:/dev/video0", "size": "1280x720", "motion": { "off": true } },
            { "name": "clip", "url": "file:/clip.mp4", "repeat": false, }, ] }
        """;

    [Fact]
    public void Every_field_arrives()
    {
        string[] passwords = ["p\"@:/'\\\n é弄\U0001F6B2", "", "#"];
        var line = Encoding.UTF8.GetString(InferConfig.Write(Source, passwords, ["-hwaccel", "drm"], 3).Span);
        Assert.DoesNotContain('\n', line);
        var config = InferConfig.Read(line, out var fault);
        Assert.Equal("", fault);
        Assert.Equal(3, config!.Threads);
        Assert.Equal(passwords, config.Passwords);
        Assert.Equal(["-hwaccel", "drm"], config.Decode);
        var plan = config.Plan;
        Assert.Equal(("people", 2, "lane yard clip"), (plan.Module, plan.Sessions, string.Join(' ', plan.Cameras.Select(c => c.Name))));

        var lane = plan.Cameras[0];
        Assert.Equal(new StreamPlan(StreamKind.Rtsp, "rtsp://[2001:db8::7]/main") { User = "viewer", Secret = "lane-camera", Rate = 2.5 }, lane.Stream);
        Assert.Equal(new EvidencePlan(7_200_000, IsPlain: true, "asked for by the residents' committee"), lane.Evidence);
        Assert.Equal((12.5f, 3, 5_000, 10_000, true, false), (lane.Motion!.Threshold, lane.Motion.Blocks, lane.Motion.HoldMs, lane.Motion.RecheckMs, lane.Motion.Masks[0].Contains(0.4, 0.1), lane.Motion.Masks[0].Contains(0.1, 0.4)));
        var gate = Assert.Single(lane.Lines);
        Assert.Equal((new Geometry.PictureLine("gate", 0.5, 0.2, 0.5, 0.8), false, true), (gate.Line, gate.WrongWayIsIn, gate.IsAlarm));
        Assert.Equal(["person", "traffic light"], gate.Classes);
        var zone = Assert.Single(lane.Zones);
        Assert.Equal(("yard", "car", "backpack"), (zone.Name, zone.Classes.Single(), zone.Things.Single()));
        Assert.Equal((300_000, true, 600_000, true, true, true), (zone.LoiterMs, zone.IsForbidden, zone.LeftMs, zone.HasQueue, zone.IsAlarm, zone.Area.Contains(0.9, 0.5)));

        Assert.Equal((new StreamPlan(StreamKind.Device, "/dev/video0") { Size = "1280x720" }, null, null), (plan.Cameras[1].Stream, plan.Cameras[1].Motion, plan.Cameras[1].Evidence));
        Assert.Equal(new StreamPlan(StreamKind.File, "/clip.mp4") { Repeats = false }, plan.Cameras[2].Stream);
        Assert.Equal(8, plan.Cameras[2].Motion!.Threshold);
    }

    [Fact]
    public void The_points_are_those_that_the_agent_has()
    {
        var line = InferConfig.Write(Source, [], [], 1);
        using var parsed = JsonDocument.Parse(line);
        using var text = new BoundText(parsed.RootElement.GetProperty("source").GetRawText());
        var bound = CameraBinder.Bind(text.Root, text.Context);
        var read = InferConfig.Read(Encoding.UTF8.GetString(line.Span), out _);
        Assert.Equal(bound.Cameras.SelectMany(c => new CameraPoints(c).All), read!.Plan.Cameras.SelectMany(c => new CameraPoints(c).All));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"source":5}""")]
    [InlineData("""{"source":{"devices":[5]}}""")]
    [InlineData("""{"source":{"devices":[{"name":"a","url":"rtsp://u:abc@h/x"}]}}""")]
    [InlineData("""{"source":{"devices":[{"url":"file:/c","lines":[{"name":"a"}]}]}}""")]
    [InlineData("""{"source":{"devices":[{"url":"file:/c","lines":[{"name":"a","from":[],"to":[1,1]}]}]}}""")]
    [InlineData("""{"source":{"devices":[{"url":"file:/c","zones":[{"name":"a","area":[[0,0],[1,1]]}]}]}}""")]
    [InlineData("""{"source":{"devices":[{"url":"file:/c"}],"sessions":"x"}}""")]
    [InlineData("""{"source":{"devices":[{"url":"file:/c"}]},"passwords":[5]}""")]
    public void What_is_no_configuration_is_told(string line)
    {
        Assert.Null(InferConfig.Read(line, out var fault));
        Assert.NotEmpty(fault);
        Assert.DoesNotContain("abc", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_beside_what_is_no_json_is_not_told()
    {
        Assert.Null(InferConfig.Read("{\"source\":{\"a\":faxse},\"passwords\":[\"Sesam-7391\"]}", out var fault));
        Assert.Equal("no valid JSON in column 18", fault);
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("1e300", 64)]
    [InlineData("-5", 1)]
    public void Threads_stay_within_bounds(string threads, int expected) =>
        Assert.Equal(expected, InferConfig.Read($$"""{"source":{"devices":[{"url":"file:/c"}]},"threads":{{threads}}}""", out _)!.Threads);

    [Fact]
    public void A_line_that_is_cut_or_changed_never_throws_nor_tells_a_password()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var good = InferConfig.Write(Source, ["Sesam-7391", "", ""], [], 1).ToArray();
        for (var i = 0; i < 3_000; i++)
        {
            var line = good[..(i % 2 == 0 ? random.Next(good.Length) : good.Length)];
            for (var n = line.Length == 0 ? 0 : random.Next(4); n > 0; n--)
            {
                line[random.Next(line.Length)] = (byte)"{}[]\",:0159xtn\\ \u007f"[random.Next(16)];
            }

            _ = InferConfig.Read(Encoding.UTF8.GetString(line), out var fault);
            Assert.False(fault.Contains("Sesam", StringComparison.Ordinal), $"{fault} (seed {seed})");
        }
    }

    [Fact]
    public void The_largest_source_of_a_site_file_fits()
    {
        var area = string.Join(',', Enumerable.Range(0, 32).Select(i => $"[0.{i + 1_000_000_000_000},0.{i + 1_000_000_000_000}]"));
        var zones = string.Join(',', Enumerable.Range(0, 16).Select(i => $$"""{"name":"z{{i}}","area":[{{area}}]}"""));
        var cameras = string.Join(',', Enumerable.Range(0, CamerasPlan.MostCameras).Select(i => $$"""{"name":"c{{i}}","url":"file:/c","motion":{"masks":[{{string.Join(',', Enumerable.Repeat($"[{area}]", 16))}}]},"zones":[{{zones}}]}"""));
        var line = InferConfig.Write($$"""{"devices":[{{cameras}}]}""", [], [], 1);
        Assert.InRange(line.Length, 1_050_000, InferConfig.MostBytes);
        Assert.Equal(CamerasPlan.MostCameras, InferConfig.Read(Encoding.UTF8.GetString(line.Span), out _)!.Plan.Cameras.Count);
    }
}
