using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Cameras;

/// <summary>Sources of kind `camera` in a site file.</summary>
public sealed class CameraKindTests
{
    private const string Gate = """{ "name": "gate", "from": [0.5, 0.2], "to": [0.5, 0.8] }""";
    private const string Yard = """ "area": [[0, 0], [1, 0], [1, 1]] """;

    [Fact]
    public void A_camera_binds_to_its_points()
    {
        var (plan, faults) = Bind("""
            { "name": "lane", "url": "rtsp://[2001:db8::7]/main", "user": "viewer", "secret": "lane-camera", "label": "弄堂", "alarm": "lost", "grade": "public",
              "lines": [
                { "name": "gate", "from": [0.5, 0.2], "to": [0.5, 0.8], "classes": ["person", "traffic light"], "wrongWay": "out", "alarm": true } ],
              "zones": [
                { "name": "yard", "area": [[0, 0], [1, 0], [1, 1]], "loiter": "5 min", "forbidden": true, "leftBehind": "10 min", "queue": true },
                { "name": "bay", "area": [[0, 0], [1, 0], [1, 1]], "classes": ["car"] } ] }
            """);
        Assert.Empty(faults);
        string[] expected =
        [
            "lane/rate Gauge Hz", "lane/gate.person.in Counter ", "lane/gate.person.out Counter ", "lane/gate.traffic-light.in Counter ", "lane/gate.traffic-light.out Counter ",
            "lane/gate.wrong-way Discrete  wrongWay alarm", "lane/yard.person Gauge ", "lane/yard.longest Gauge s", "lane/yard.visits Counter ", "lane/yard.stay Counter s",
            "lane/yard.loitering Discrete  loitering", "lane/yard.intrusion Discrete  intrusion", "lane/yard.left-behind Discrete  leftBehind", "lane/yard.queue Gauge ",
            "lane/bay.car Gauge ", "lane/bay.longest Gauge s", "lane/bay.visits Counter ", "lane/bay.stay Counter s",
        ];
        Assert.Equal(expected, plan!.Points.Select(p => $"{p.Name} {p.Kind} {p.Unit}{(p.Rule.Length > 0 ? $" {p.Rule}" : "")}{(p.AlarmOutOfRange ? " alarm" : "")}"));
        Assert.All(plan.Points, p => Assert.Equal((Grade.Public, 1_000L, p.Rule.Length > 0 ? 0d : null, (double?)null), (p.Grade, p.PollMs, p.RangeMax, p.RangeMin)));
        Assert.All(plan.Points, p => Assert.Equal(p.Kind == PointKind.Discrete, p.States is { } states && states[0] == "no" && states[1] == "yes"));
        Assert.Equal(new DeviceDescriptor("lane", "弄堂", AlarmLost: true, Grade.Public), Assert.Single(plan.Devices));
        Assert.Equal(["module people"], plan.Owns);
    }

    [Fact]
    public void A_device_belongs_to_one_camera_alone()
    {
        Assert.Equal(["module people", "device /dev/video0"], Bind("""{ "name": "a", "url": "v4l2:/dev/video0", "size": "1280x720" }""").Plan!.Owns);
        Assert.Contains(Bind("""{ "name": "a", "url": "v4l2:/dev/video0" }, { "name": "b", "url": "v4l2:///dev/video0" }""").Faults, f => f.Contains("device /dev/video0 is taken", StringComparison.Ordinal));
    }

    [Fact]
    public void A_module_belongs_to_one_source_alone()
    {
        const string Source = """{ "kind": "camera", "module": "people", "devices": [ { "name": "NAME", "url": "file:/clip.mp4" } ] }""";
        var faults = SourceBench.Bind(new CameraKind(), $"{Source.Replace("NAME", "one", StringComparison.Ordinal)}, {Source.Replace("NAME", "two", StringComparison.Ordinal)}", SourceBench.Profile()).Faults;
        Assert.Contains(faults, f => f.StartsWith("sources[1]: module people is taken by sources[0] already", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"url\": \"rtsp://a:b@cam.lan/x\"", "url", "holds a user or password")]
    [InlineData("\"url\": \"rtsp://cam.lan/x\", \"user\": \"viewer\"", "user", "a user without a secret")]
    [InlineData("\"url\": \"rtsp://cam.lan/x\", \"secret\": \"viewer\"", "secret", "a secret without a user")]
    [InlineData("\"url\": \"rtsp://cam.lan/x\", \"user\": \"a:b\", \"secret\": \"s\"", "user", "has a wrong form")]
    [InlineData("\"url\": \"rtsp://cam.lan/x\", \"secret\": \"../s\", \"user\": \"a\"", "secret", "")]
    [InlineData("\"url\": \"file:/clip.mp4\", \"user\": \"viewer\", \"secret\": \"s\"", "user", "\"user\" for a camera that has no use for it")]
    [InlineData("\"url\": \"rtsp://cam.lan/x\", \"size\": \"640x480\"", "size", "\"size\" for a camera")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"repeat\": true", "repeat", "\"repeat\" for a camera")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"size\": \"640x480;x\"", "size", "has a wrong form")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"fps\": 31", "fps", "31 is out of range")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"evidence\": { \"pictures\": \"plain\" }", "evidence.pictures", "without a reason")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"evidence\": { \"pictures\": \"plain\", \"reason\": \"                    \" }", "evidence.pictures", "without a reason")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"evidence\": { \"pictures\": \"blurred\", \"keep\": \"31 d\" }", "evidence.keep", "out of range")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"motion\": { \"blocks\": 0 }", "motion.blocks", "0 is out of range")]
    [InlineData("\"url\": \"v4l2:/dev/video0\", \"motion\": { \"masks\": [[[0, 0], [1, 1]]] }", "motion.masks[0]", "2 items")]
    public void What_is_wrong_with_a_camera_is_told_at_its_place(string members, string path, string problem) => Told($$"""{ "name": "lane", {{members}} }""", path, problem);

    [Theory]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0.5, 2], \"to\": [0, 0] } ]", "lines[0].from[1]", "2 is out of range")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0.5], \"to\": [0, 0] } ]", "lines[0].from", "1 items")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0.5, 0.5], \"to\": [0.5, 0.5] } ]", "lines[0].to", "is where the line begins")]
    [InlineData("\"lines\": [ { \"name\": \"rate\", \"from\": [0, 0], \"to\": [1, 1] } ]", "lines[0].name", "\"rate\" is taken")]
    [InlineData("\"lines\": [ GATE, GATE ]", "lines[1].name", "\"gate\" is taken")]
    [InlineData("\"lines\": [ GATE ], \"zones\": [ { \"name\": \"gate\", YARD } ]", "zones[0].name", "\"gate\" is taken")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0, 0], \"to\": [1, 1], \"alarm\": true } ]", "lines[0].alarm", "an alarm without a wrong way")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0, 0], \"to\": [1, 1], \"classes\": [] } ]", "lines[0].classes", "0 items")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0, 0], \"to\": [1, 1], \"classes\": [\"Person\"] } ]", "lines[0].classes[0]", "has a wrong form")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0, 0], \"to\": [1, 1], \"classes\": [\"person\", \"person\"] } ]", "", "\"a.person.in\"")]
    [InlineData("\"lines\": [ { \"name\": \"a\", \"from\": [0, 0], \"to\": [1, 1], \"classes\": [\"fire hydrant\", \"fire-hydrant\"] } ]", "", "\"a.fire-hydrant.in\"")]
    [InlineData("\"zones\": [ { \"name\": \"a\", YARD, \"classes\": [\"visits\"] } ]", "", "\"a.visits\"")]
    [InlineData("\"zones\": [ { \"name\": \"a\", \"area\": [[0, 0], [1, 1]] } ]", "zones[0].area", "2 items")]
    [InlineData("\"zones\": [ { \"name\": \"a\", YARD, \"loiter\": \"999 ms\" } ]", "zones[0].loiter", "out of range")]
    [InlineData("\"zones\": [ { \"name\": \"a\", YARD, \"things\": [\"backpack\"] } ]", "zones[0].things", "things that nobody watches")]
    [InlineData("\"zones\": [ { \"name\": \"a\", YARD, \"queue\": true, \"alarm\": true } ]", "zones[0].alarm", "an alarm without anything to raise it")]
    [InlineData("\"zones\": [ { \"name\": \"a\", YARD, \"colour\": 5 } ]", "zones[0].colour", "")]
    public void What_is_wrong_with_lines_and_zones_is_told_at_its_place(string members, string path, string problem) =>
        Told($$"""{ "name": "lane", "url": "file:/clip.mp4", {{members.Replace("GATE", Gate, StringComparison.Ordinal).Replace("YARD", Yard, StringComparison.Ordinal)}} }""", path, problem);

    [Fact]
    public void A_wrong_address_is_told_once_whatever_stands_beside_it() =>
        Assert.StartsWith("sources[0].devices[0].url: ", Assert.Single(Bind("""{ "name": "lane", "url": "rtsp://cam'/x", "user": "viewer", "secret": "s" }""").Faults), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_would_be_too_long_is_told()
    {
        var name = new string('n', 63);
        Told($$"""{ "name": "{{name}}", "url": "file:/clip.mp4", "zones": [ { "name": "{{name}}", {{Yard}} } ] }""", "", "has a name of");
        Assert.Empty(Bind($$"""{ "name": "{{name}}", "url": "file:/clip.mp4", "zones": [ { "name": "{{name[..50]}}", {{Yard}} } ] }""").Faults);
    }

    [Fact]
    public void Faults_of_several_cameras_come_at_once()
    {
        var faults = Bind("""{ "name": "a", "url": "cam.lan/x" }, { "name": "b", "url": "file:/c", "user": "u" }, { "name": "a", "url": "file:/c" }""").Faults;
        Assert.Contains(faults, f => f.StartsWith("sources[0].devices[0].url: ", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.StartsWith("sources[0].devices[1].user: ", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.StartsWith("sources[0].devices[2].name: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"module\": \"../people\"", "module")]
    [InlineData("\"module\": \"people\", \"sessions\": 9", "sessions")]
    [InlineData("\"module\": \"people\", \"module2\": 1", "module2")]
    public void What_is_wrong_with_the_source_is_told(string members, string path) => Assert.Contains(
        SourceBench.Bind(new CameraKind(), $$"""{ "kind": "camera", {{members}}, "devices": [ { "name": "a", "url": "file:/c" } ] }""", SourceBench.Profile()).Faults,
        f => f.StartsWith($"sources[0].{path}: ", StringComparison.Ordinal));

    [Fact]
    public void Labels_that_a_module_does_not_know_are_told()
    {
        var plan = new CamerasPlan("people", 1, [new CameraPlan("lane", new StreamPlan(StreamKind.File, "/c"), [new LinePlan(new("gate", 0, 0, 1, 1), ["person", "tram"])], [])]);
        Assert.Empty(plan.FaultsFor(["person", "tram"]));
        Assert.Equal("lane: the module people knows no \"tram\"; expected one of its labels, such as person, car", Assert.Single(plan.FaultsFor(["person", "car"])));
    }

    [Fact]
    public void A_password_that_ffmpeg_would_cut_is_refused_without_being_told()
    {
        Assert.Empty(CameraBinder.FaultOfCredentials("viewer", new string('a', 114)));
        var fault = CameraBinder.FaultOfCredentials("viewer", new string('#', 40));
        Assert.Contains("120", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("#", fault, StringComparison.Ordinal);
    }

    private static void Told(string camera, string path, string problem)
    {
        var (plan, faults) = Bind(camera);
        Assert.Null(plan);
        var fault = Assert.Single(faults);
        Assert.StartsWith($"sources[0].devices[0]{(path.Length > 0 ? "." : "")}{path}: ", fault, StringComparison.Ordinal);
        Assert.Contains(problem, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("a:b@", fault, StringComparison.Ordinal);
    }

    private static (SourcePlan? Plan, IReadOnlyList<string> Faults) Bind(string cameras) =>
        SourceBench.Bind(new CameraKind(), $$"""{ "kind": "camera", "module": "people", "devices": [ {{cameras}} ] }""", SourceBench.Profile());
}
