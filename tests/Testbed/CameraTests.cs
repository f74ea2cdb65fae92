using System.Text.Json;

namespace EdgeAgent.Tests.Testbed;

/// <summary>A V4L2 camera by the kernel's simulator (vivid), looked at by a real model in a process of its own.</summary>
public sealed class CameraTests(ITestOutputHelper output)
{
    private const int Rate = 5;
    private const int WindowS = 5;

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

        var windows = guest.WindowsOf("lane/rate");
        foreach (var window in windows)
        {
            output.WriteLine(window.GetRawText());
        }

        Assert.False(guest.Told.ContainsKey("node"), guest.Told.GetValueOrDefault("node"));

        // It gives 30 a second at first, 5 when it is made anew.
        Assert.InRange(guest["frames"], 60, 95);
        var sound = windows.Where(w => w.GetProperty("good").GetInt32() == WindowS && !w.TryGetProperty("bad", out _)).ToList();
        Assert.True(sound.Count >= 4, $"{sound.Count} windows without a fault");
        Assert.InRange(sound.Average(w => w.GetProperty("mean").GetDouble()), Rate * 0.8, Rate * 1.15);
        Assert.InRange(guest["gone-ms"], 0, 5_000);
        Assert.InRange(guest["back-ms"], 0, 25_000);
        Assert.InRange(guest.BadOf("lane/rate", "portGone"), 8, 60);
        Assert.Equal(0, guest.BadOf("lane/rate", "malformed") + guest.BadOf("lane/rate", "timeout") + guest.BadOf("lane/rate", "exception"));
        Assert.Equal(["raised portGone", "cleared "], guest.Summaries.Where(s => s.GetProperty("subject").GetString() == "lane" && s.GetProperty("type").GetString() == "edge.event.v1").Select(s => StateOf(s.GetProperty("data"))));

        // The model saw its one person before and after.
        Assert.All(sound, w => Assert.True(w.GetProperty("max").GetDouble() > 0, w.GetRawText()));
    }

    private static string StateOf(JsonElement data) => $"{data.GetProperty("state").GetString()} {(data.TryGetProperty("reason", out var reason) ? reason.GetString() : "")}";
}
