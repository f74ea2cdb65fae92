using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Native.Cameras;

/// <summary>Cameras of every kind of manners at once, on one native agent: each is noticed for what it is, and none disturbs another.</summary>
public sealed class StreamTests
{
    private const string Password = "p@ss:w/rd";
    private const int RunMs = 48_000;
    private const int NoticedMs = 10_000;

    // A second on either side for a machine that is busy.
    private const int SlackMs = 3_000;

    private static readonly string[] Paths = ["steady", "slow", "fast", "garbage", "endless", "frozen", "cut", "resized"];

    [Fact]
    public async Task Whatever_a_camera_does_is_noticed_and_it_is_started_again()
    {
        using var folder = new TempFolder();
        using var server = new JpegCamera(folder);
        using var site = new CameraSite(TinyModule.Sound());
        foreach (var path in Paths)
        {
            site.Add(path, $"http://127.0.0.1:{server.Port}/{path}");
        }

        site.Add("locked", $"http://127.0.0.1:{server.Port}/locked", "edge", Password);
        site.Add("denied", $"http://127.0.0.1:{server.Port}/locked", "edge", "something else");
        site.Add("nobody", "http://127.0.0.1:9/nobody");
        using var agent = site.Run();
        using var http = new HttpClient();
        for (var from = Environment.TickCount64; Environment.TickCount64 - from < RunMs; await Task.Delay(500))
        {
            Assert.False(agent.HasExited, agent.All);
            foreach (var secret in (string[])[Password, Uri.EscapeDataString(Password), "something else", "something%20else"])
            {
                Assert.Empty(CameraSite.ProcessesWith(secret));
            }
        }

        var all = await site.SummariesAsync(http);
        Assert.All((string[])["steady", "locked", "fast", "slow"], name => Assert.All(CameraSite.WindowsOf(all, $"{name}/rate").Skip(1), w => Assert.InRange(CameraSite.Good(w), 4, 6)));
        Assert.All(Rates("steady").Concat(Rates("fast")), r => Assert.InRange(r, 4, 5.6));
        Assert.All(Rates("slow"), r => Assert.InRange(r, 0.7, 1.3));

        Assert.Equal(["exception"], CameraSite.LossesOf(all, "denied"));
        Assert.Equal(["portGone"], CameraSite.LossesOf(all, "nobody"));
        Assert.Single(CameraSite.LossesOf(all, "garbage"));
        Assert.Empty(CameraSite.LossesOf(all, "steady"));
        Assert.Contains("the camera refuses user and password", agent.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, agent.All, StringComparison.Ordinal);
        Assert.DoesNotContain("something", agent.All, StringComparison.Ordinal);

        // Ten pictures, five a second, then silence: it is asked again within ten seconds of the last.
        Assert.InRange(Pause("/frozen"), 5_000, 2_000 + NoticedMs + SlackMs);
        Assert.InRange(Pause("/resized"), 2_000, 3_000 + NoticedMs);
        Assert.True(server.CountOf("/resized") == 2, "a new size is one new start");
        Assert.InRange(Pause("/endless"), 5_000, 15_000 + SlackMs);
        Assert.InRange(server.CountOf("/cut"), 3, 20);
        Assert.InRange(server.CountOf("/garbage"), 1, 12);
        Assert.Equal(1, server.CountOf("/steady"));

        IEnumerable<double> Rates(string name) => CameraSite.WindowsOf(all, $"{name}/rate").Skip(1).Select(w => w.GetProperty("mean").GetDouble());

        long Pause(string path)
        {
            var asked = server.Asked[path].ToArray();
            Assert.True(asked.Length > 1, $"{path} was asked for {asked.Length} times");
            return asked[1] - asked[0];
        }
    }
}
