namespace EdgeAgent.Tests.Uplink.Sparkplug;

public sealed class CaptureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Smoke()
    {
        await using var capture = new SparkplugCapture(false);
        await capture.RunAsync();
        foreach (var p in capture.Packets.Where(p => p.Type != 12))
        {
            output.WriteLine($"{p.Type} {p.Topic} q{p.Qos} {(p.IsPublish ? string.Join(",", p.Payload.Metrics.Take(4).Select(m => $"{m.Name}:{m.Alias}:{m.IsHistorical}")) + " seq " + p.Payload.Seq : "")}");
        }
    }
}
