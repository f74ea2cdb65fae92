using System.Text.Json.Nodes;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Cameras;

/// <summary>Whatever stands in a source of cameras, binding it does not throw, and it gives either a plan or faults.</summary>
public sealed class CameraMutationTests
{
    private const string Good = """
        { "kind": "camera", "module": "people", "sessions": 2, "devices": [
          { "name": "lane", "label": "x", "url": "rtsp://cam.lan/main", "user": "viewer", "secret": "lane-camera", "fps": 2.5, "alarm": "lost", "grade": "public",
            "evidence": { "pictures": "plain", "keep": "2 h", "reason": "asked for by the committee" },
            "motion": { "off": false, "threshold": 12.5, "blocks": 3, "hold": "5 s", "recheck": "10 s", "masks": [ [[0, 0], [0.5, 0], [0.5, 0.5]] ] },
            "lines": [ { "name": "gate", "from": [0.5, 0.2], "to": [0.5, 0.8], "classes": ["person", "car"], "wrongWay": "out", "alarm": true } ],
            "zones": [ { "name": "yard", "area": [[0, 0], [1, 0], [1, 1]], "classes": ["car"], "loiter": "5 min", "forbidden": true, "leftBehind": "10 min", "things": ["backpack"], "queue": true, "alarm": true } ] },
          { "name": "yard", "url": "v4l2:/dev/video0", "size": "1280x720" } ] }
        """;

    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "[[]]", "[[0,0]]", "[0]", "[null, null]", "\"\"", "\"x\"", "-1", "0", "0.5", "1e300", "9007199254740993", "\"0 s\"", "\"1 ms\"", "\"rate\"", "\"gate\"", "\"lane\"", "\"person\"",
        "\"rtsp://u:p@h/x\"", "\"file:/c\"", "\"v4l2:/dev/video0\"", "\"http://[::1]/\"", "[\"person\"]", "[[0,0],[0,0],[0,0]]", "{ \"name\": 5 }",
    ];

    [Fact]
    public void The_source_that_is_changed_is_good() => Assert.NotNull(SourceBench.Bind(new CameraKind(), Good, SourceBench.Profile()).Plan);

    [Fact]
    public void Any_values_in_any_places_give_faults_and_no_exception()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var rounds = LongRuns.Rounds(600, 20_000);
        var faulty = 0;
        for (var round = 0; round < rounds; round++)
        {
            var root = JsonNode.Parse(Good)!;
            for (var changes = 1 + random.Next(3); changes > 0; changes--)
            {
                Change(root, random);
            }

            var (plan, faults) = SourceBench.Bind(new CameraKind(), root.ToJsonString(), SourceBench.Profile());
            Assert.True(plan is null == faults.Count > 0, $"{root.ToJsonString()} (seed {seed})");
            Assert.All(faults, f => Assert.False(f.Contains("u:p@", StringComparison.Ordinal), $"{f} (seed {seed})"));
            faulty += plan is null ? 1 : 0;
        }

        Assert.InRange(faulty, rounds / 2, rounds - 1);
    }

    // Goes down some way, then changes, removes or doubles what is there.
    private static void Change(JsonNode root, Random random)
    {
        for (var node = root; ;)
        {
            var count = node switch { JsonObject o => o.Count, JsonArray a => a.Count, _ => 0 };
            if (count == 0)
            {
                return;
            }

            var at = random.Next(count);
            var child = node is JsonObject members ? members.ElementAt(at).Value : node[at];
            if (child is JsonObject or JsonArray && random.Next(4) > 0)
            {
                node = child;
                continue;
            }

            var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
            switch (node, random.Next(6))
            {
                case (JsonObject changed, 0):
                    changed.Remove(changed.ElementAt(at).Key);
                    return;
                case (JsonArray changed, 0):
                    changed.RemoveAt(at);
                    return;
                case (JsonArray changed, 1):
                    changed.Add(child?.DeepClone());
                    return;
                case (JsonObject changed, _):
                    changed[changed.ElementAt(at).Key] = value;
                    return;
                case (JsonArray changed, _):
                    changed[at] = value;
                    return;
            }
        }
    }
}
