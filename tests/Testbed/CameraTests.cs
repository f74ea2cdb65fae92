using System.Text.Json;

namespace EdgeAgent.Tests.Testbed;

/// <summary>A V4L2 camera by the kernel's simulator (vivid), looked at by a real model in a process of its own.</summary>
public sealed class CameraTests(ITestOutputHelper output)
{
    private const int Rate = 5;
    private const int WindowS = 5;

    // Good for 2.5 s after its last picture, and told once a second; the rest is the guest's.
    private const int MostGoneMs = 8_000;

    // Away for about 15 s, it is tried again after 8 s, give or take a fifth, or after twice that on a slow machine.
    private const int MostBackMs = 25_000;

    [Fact]
    public void A_camera_is_read_at_the_asked_rate_and_again_after_it_went_away()
    {
        using var guest = new Guest(
            "\"lines\": {}",
            $$"""
            { "kind": "camera", "module": "tiny", "devices": [
              { "name": "lane", "url": "v4l2:/dev/video0", "size": "640x480", "fps": {{Rate}}, "motion": { "off": true },
                "zones": [ { "name": "yard", "area": [[0,0],[1,0],[1,1],[0,1]] } ] } ] }
            """,
            $"{WindowS} s");
        guest.AddModule("tiny");
        guest.Run("camera.sh", 180);
        foreach (var (key, value) in guest.Told)
        {
            output.WriteLine($"{key}: {value}");
        }

        Assert.False(guest.Told.ContainsKey("node"), guest.Told.GetValueOrDefault("node"));

        // The device gives more than is asked of it at first (30 a second, which the guest's ticks make 25), and 5 when it is made anew.
        Assert.InRange(guest["frames"], 60, 95);
        var windows = guest.WindowsOf("lane/rate").ToList();
        var gone = windows.FindIndex(w => HasBad(w, "portGone"));
        var (before, after) = (Sound(windows.Take(gone)), Sound(windows.Skip(gone)));
        output.WriteLine($"pictures a second in whole windows before: {string.Join(" ", before.Select(w => $"{Mean(w):F2}"))}; after: {string.Join(" ", after.Select(w => $"{Mean(w):F2}"))}");
        Assert.True(before.Count >= 2 && after.Count >= 1, $"{before.Count} whole windows before, {after.Count} after");
        Assert.InRange(before.Average(Mean), Rate * 0.85, Rate * 1.15);
        Assert.InRange(after.Average(Mean), Rate * 0.85, Rate * 1.15);

        // What goes away is told by its own name; seconds in which a slow guest hears nothing of the module are few.
        Assert.InRange(guest["gone-ms"], 0, MostGoneMs);
        Assert.InRange(guest["back-ms"], 0, MostBackMs);
        Assert.InRange(guest.BadOf("lane/rate", "portGone"), 8, 60);
        Assert.Equal(0, guest.BadOf("lane/rate", "malformed") + guest.BadOf("lane/rate", "timeout"));
        Assert.InRange(guest.BadOf("lane/rate", "exception"), 0, 4);
        var events = guest.Summaries.Where(s => s.GetProperty("type").GetString() == "edge.event.v1" && s.GetProperty("subject").GetString() == "lane");
        Assert.Equal(["raised portGone", "cleared "], events.Select(s => StateOf(s.GetProperty("data"))));

        // The model saw its one person before and after.
        Assert.Equal((1, 1), (guest["people-before"], guest["people-after"]));
        Assert.Contains("/dev/video0: No such", guest.Log, StringComparison.Ordinal);
    }

    private static List<JsonElement> Sound(IEnumerable<JsonElement> windows) => [.. windows.Where(w => w.GetProperty("good").GetInt32() == WindowS && !w.TryGetProperty("bad", out _))];

    private static double Mean(JsonElement window) => window.GetProperty("mean").GetDouble();

    private static bool HasBad(JsonElement window, string reason) => window.TryGetProperty("bad", out var bad) && bad.TryGetProperty(reason, out _);

    private static string StateOf(JsonElement data) => $"{data.GetProperty("state").GetString()} {(data.TryGetProperty("reason", out var reason) ? reason.GetString() : "")}";
}
