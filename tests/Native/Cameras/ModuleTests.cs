using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Native.Cameras;

/// <summary>A module's process dies, hangs, or is of no use: it is replaced, its window says so, and a sensor beside it loses not one reading.</summary>
public sealed class ModuleTests
{
    private const int Kill = 9;
    private const int Stop = 19;
    private const int ReplacedMs = 2_000;
    private const int StartMs = 15_000;
    private const int SafetyMs = 30_000;

    [Theory]
    [InlineData(Kill, "it was killed (SIGKILL)")]
    [InlineData(Stop, "it gave no sign of life")]
    public async Task A_process_that_is_killed_or_stopped_is_replaced_within_two_seconds(int signal, string told)
    {
        using var site = new CameraSite(TinyModule.Sound());
        site.Add("lane", $"file:{site.MakeClip()}", more: """, "zones": [ { "name": "yard", "area": [[0,0],[1,0],[1,1],[0,1]] } ]""");
        site.Site.Write();
        using var line = await site.Site.StartLineAsync();
        using var slave = await Peers.LibModbusAsync(site.Site, 1);
        using var agent = site.Run();
        using var http = new HttpClient();
        await GoodAsync(site, http, "lane/rate");
        for (var round = 0; round < 2; round++)
        {
            var old = site.ModuleProcess();
            Signal(old, signal);
            var tookMs = await site.NextProcessAsync(old, SafetyMs);
            Assert.True(tookMs < ReplacedMs, $"another process after {tookMs} ms");
            await GoodAsync(site, http, "lane/rate");
        }

        Assert.Contains(told, agent.All, StringComparison.Ordinal);
        for (var from = Environment.TickCount64; WholeOf(await site.SummariesAsync(http)).Count < 2; await Task.Delay(200))
        {
            Assert.True(Environment.TickCount64 - from < SafetyMs, agent.All);
        }

        agent.Signal(15);
        Assert.Equal(0, agent.WaitForExit(SafetyMs));
        Assert.Empty(CameraSite.ProcessesWith(site.Site.DataPath));

        using var again = site.Run();
        var all = await site.SummariesAsync(http);
        Assert.InRange(CameraSite.WindowsOf(all, "lane/rate").Concat(First(all, "lane/rate")).Sum(w => CameraSite.Bad(w, "exception")), 2, 8);
        Assert.Empty(CameraSite.LossesOf(all, "lane"));
        LosesNothing(all);
    }

    [Theory]
    [InlineData("nan", "pictures one after another failed: the model gave numbers that are none")]
    [InlineData("allocating", "MiB of memory, its limit is 300 MiB")]
    [InlineData("endless", "a picture took longer than 1000 ms")]
    [InlineData("corrupt", "model.onnx")]
    [InlineData("other sum", "has the SHA-256")]
    [InlineData("other shapes", "the model's input is in Float32[1,3,64,64]; expected Float32[1,3,32,32]")]
    public async Task A_model_of_no_use_costs_its_own_numbers_alone_and_is_told_once(string what, string told)
    {
        var model = what switch { "nan" => TinyModule.GivingNaN(), "allocating" => TinyModule.Allocating(), "endless" => TinyModule.Endless(), "corrupt" => TinyModule.Sound()[..300], _ => TinyModule.Sound() };
        using var site = new CameraSite(model, what == "other shapes" ? 32 : TinyModule.Edge);
        if (what == "other sum")
        {
            File.WriteAllBytes(Path.Combine(site.ModuleFolder, "model.onnx"), [.. model, 0]);
        }

        site.Add("lane", $"file:{site.MakeClip()}");
        site.Site.Write();
        using var line = await site.Site.StartLineAsync();
        using var slave = await Peers.LibModbusAsync(site.Site, 1);
        using var agent = site.Run();
        Assert.True(await agent.SaysAsync(told, SafetyMs), agent.All);
        using var http = new HttpClient();
        List<JsonElement> all;
        for (var from = Environment.TickCount64; ; await Task.Delay(500))
        {
            all = await site.SummariesAsync(http);
            if (CameraSite.LossesOf(all, "lane").Count > 0 && CameraSite.WindowsOf(all, "sump/level").Count >= 3)
            {
                break;
            }

            Assert.True(Environment.TickCount64 - from < SafetyMs, agent.All);
        }

        Assert.False(agent.HasExited);
        LosesNothing(all);

        // It was tried again meanwhile, with the same end, which is told once.
        Assert.Single(agent.Output.Concat(agent.Error), l => l.Contains("[5001]", StringComparison.Ordinal) && l.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_process_ends_with_the_agent_however_that_ends()
    {
        using var site = new CameraSite(TinyModule.Sound());
        site.Add("lane", $"file:{site.MakeClip()}");
        using var agent = site.Run();
        using var http = new HttpClient();
        await GoodAsync(site, http, "lane/rate");
        agent.Signal(Kill);
        Assert.NotNull(agent.WaitForExit(SafetyMs));
        for (var from = Environment.TickCount64; CameraSite.ProcessesWith(site.Site["clip.mp4"]).Any() || site.ModuleProcess() != 0; await Task.Delay(50))
        {
            Assert.True(Environment.TickCount64 - from < ReplacedMs, "a process of the module or ffmpeg outlives the agent");
        }
    }

    private static IEnumerable<JsonElement> First(List<JsonElement> all, string point) =>
        all.Where(s => s.GetProperty("type").GetString() == "edge.window.v1" && s.GetProperty("subject").GetString() == point).Select(s => s.GetProperty("data")).Take(1);

    // Two readings a second, each of them good, in every whole window.
    private static void LosesNothing(List<JsonElement> all)
    {
        var windows = WholeOf(all);
        Assert.NotEmpty(windows);
        Assert.All(windows, w => Assert.True(!w.TryGetProperty("bad", out _) && CameraSite.Good(w) is >= 9 and <= 11, w.GetRawText()));
        Assert.Equal(10, windows.Average(CameraSite.Good), 0.5);
    }

    private static List<JsonElement> WholeOf(List<JsonElement> all) => [.. CameraSite.WindowsOf(all, "sump/level").Where(w => w.GetProperty("expected").GetInt32() == 10)];

    private static async Task GoodAsync(CameraSite site, HttpClient http, string point)
    {
        for (var from = Environment.TickCount64; ; await Task.Delay(100))
        {
            var points = await site.Site.GetAsync(http, "/v1/points");
            var found = points.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("name").GetString() == point);
            if (found.TryGetProperty("quality", out var quality) && quality.GetString() == "good" && found.TryGetProperty("value", out var value) && value.GetDouble() > 0)
            {
                return;
            }

            Assert.True(Environment.TickCount64 - from < StartMs, $"{point} is not good: {found.GetRawText()}");
        }
    }

    private static void Signal(int process, int signal)
    {
        Assert.NotEqual(0, process);
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }
}
