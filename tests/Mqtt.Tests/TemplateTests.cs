using System.Text.Json;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>The device templates that come along, fed with what such devices send.</summary>
public sealed class TemplateTests
{
    private const string Uplink = """
        {"deduplicationId":"3ac7e3c4-4401-4b8d-9386-a5c902f9202d","time":"2026-09-21T14:13:20.775023242+00:00","deviceInfo":{"devEui":"0011223344556677"},"devAddr":"00189440","dr":1,"fCnt":10,"fPort":85,
         "data":"AXVcA2c0AQRoZQUAAA==","object":OBJECT,"rxInfo":[{"gatewayId":"0016c001f153a14c","rssi":-48,"snr":9.25},{"gatewayId":"0016c001f153a14d","rssi":-110,"snr":-3}]}
        """;

    [Theory]
    [InlineData("zigbee2mqtt-contact", """{"battery":91,"contact":false,"linkquality":120,"voltage":2995}""", "100=0; 101=91; 102=120")]
    [InlineData("zigbee2mqtt-contact", """{"battery":91,"contact":true,"linkquality":120}""", "100=1; 101=91; 102=120")]
    [InlineData("zigbee2mqtt-temperature", """{"battery":100,"humidity":55.2,"linkquality":87,"temperature":21.36}""", "100=21.36; 101=55.2; 102=100; 103=87")]
    [InlineData("chirpstack-temperature-humidity", """{"battery":92,"humidity":45.5,"temperature":26.7}""", "100=26.7; 101=45.5; 102=92; 103=-48; 104=9.25")]
    [InlineData("chirpstack-water-leak", """{"battery":92,"temperature":30.8,"humidity":50.5,"leakage_status":"normal"}""", "100=0; 101=30.8; 102=50.5; 103=92; 104=-48; 105=9.25")]
    [InlineData("chirpstack-water-leak", """{"leakage_status":"leak"}""", "100=1; 104=-48; 105=9.25")]
    public void Template_reads_what_its_device_sends(string name, string payload, string expected)
    {
        var world = new StageWorld(DeviceOf(name));
        world.Stage.Open(world.Now);
        var isLora = name.StartsWith("chirpstack", StringComparison.Ordinal);
        Assert.Equal(expected, world.Take("t", isLora ? Uplink.Replace("OBJECT", payload, StringComparison.Ordinal) : payload));
    }

    private static string DeviceOf(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "templates", name + ".json");
        using var template = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var members = string.Concat(template.RootElement.GetProperty("device").EnumerateObject().Select(m => $", \"{m.Name}\": {m.Value.GetRawText()}"));
        return $"{{ \"name\": \"d\", \"topic\": \"t\"{members}, \"points\": {template.RootElement.GetProperty("points").GetRawText()} }}";
    }
}
