namespace EdgeAgent.Tests.Testbed;

/// <summary>I2C, hwmon, IIO and CAN by the kernel's simulators, read by the native binary.</summary>
public sealed class BusTests(ITestOutputHelper output)
{
    [Fact]
    public void Chips_expanders_monitors_and_converters()
    {
        using var guest = new Guest(
            """
            "lines": { "contact": { "chip": "0-0020", "line": 0 } }, "i2c": { "sensors": "/dev/i2c-0" },
            "hwmon": { "board": "device:0-0048" }, "iio": { "adc": "name:edge" }
            """,
            """
            { "kind": "i2c", "bus": "sensors", "devices": [
              { "name": "battery", "chip": "ina219", "shunt": 0.002, "poll": "500 ms", "points": [ { "name": "voltage" }, { "name": "current" }, { "name": "power" } ] },
              { "name": "tank", "chip": "ads1115", "address": "0x49", "poll": "500 ms", "points": [ { "name": "level", "channel": "ain0", "scale": 2, "unit": "m" } ] },
              { "name": "air", "chip": "bme280", "poll": "500 ms", "points": [ { "name": "temperature" }, { "name": "pressure" }, { "name": "humidity" } ] },
              { "name": "cabinet", "chip": "sht3x", "poll": "500 ms", "points": [ { "name": "temperature" } ] },
              { "name": "taken", "chip": "ina219", "address": "0x48", "poll": "500 ms", "points": [ { "name": "voltage" } ] },
              { "name": "relays", "chip": "pcf8574", "address": "0x21", "poll": "500 ms", "points": [ { "name": "lamp", "channel": "p0", "output": true, "writable": true } ] } ] },
            { "kind": "hwmon", "devices": [ { "name": "board", "device": "board", "poll": "200 ms", "points": [ { "name": "temp1" } ] } ] },
            { "kind": "iio", "devices": [ { "name": "dummy", "device": "adc", "poll": "200 ms", "points": [ { "name": "volts", "channel": "voltage0" } ] } ] },
            { "kind": "gpio", "devices": [ { "name": "expander", "poll": "200 ms", "points": [ { "name": "contact", "line": "contact" } ] } ] }
            """);
        guest.Run("buses.sh", 120);
        foreach (var (key, value) in guest.Told)
        {
            output.WriteLine($"{key}: {value}");
        }

        Assert.Equal([11.98, 10, 119.8], new[] { guest["battery/voltage"], guest["battery/current"], guest["battery/power"] }.Select(v => Math.Round(v, 6)));
        Assert.Equal(1.024, guest["tank/level"], 6);
        Assert.Equal(25.08, guest["air/temperature"], 0.005);
        Assert.Equal(1_006.5327, guest["air/pressure"], 0.001);
        var files = guest.Told["dummy-files"].Split(' ').Select(f => double.Parse(f, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal((files[0] + files[1]) * files[2] / 1_000, guest["dummy/volts"], 9);
        Assert.Contains(guest.Told["sht-quality"], new[] { "exception", "notPolled" });
        Assert.Contains(guest.Told["taken-quality"], new[] { "exception", "notPolled" });
        Assert.Equal(1, guest["expander"]);
        Assert.Contains("read back", guest.Told["lamp"], StringComparison.Ordinal);
        Assert.Equal("0x03", guest.Told["lamp-port"]);
        Assert.InRange(guest["rebound-ms"], 0, 7_000);
    }

    [Fact]
    public void CAN_frames_silence_and_an_interface_that_comes_and_goes()
    {
        using var guest = new Guest(
            "\"can\": { \"can-1\": \"vcan0\" }",
            """
            { "kind": "can", "bus": "can-1", "devices": [ { "name": "pump", "silence": "2 s", "poll": "300 ms", "points": [
              { "name": "speed", "id": "0x123", "start": 7, "length": 16, "order": "big", "scale": 0.1, "offset": -10, "unit": "/min" },
              { "name": "running", "id": "0x123", "start": 16, "length": 1, "states": { "0": "off", "1": "on" } },
              { "name": "torque", "id": "0x18FF50E5", "start": 8, "length": 16, "signed": true, "unit": "N.m", "poll": "5 s", "multiplexor": { "start": 0, "length": 8, "value": 1 } } ] } ] }
            """);
        guest.Run("can.sh", 120);
        foreach (var (key, value) in guest.Told)
        {
            output.WriteLine($"{key}: {value}");
        }

        var times = guest.Told["frame"].Split(' ').Select(t => long.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(times[1], times[0] - 1, times[2] + 1);
        Assert.InRange(guest["again-ms"], 0, 2_000);
        Assert.Equal(
            ["raised timeout", "cleared ", "raised portGone", "cleared "],
            guest.Summaries.Where(s => s.GetProperty("type").GetString() == "edge.event.v1" && s.GetProperty("subject").GetString() == "pump").Select(s => StateOf(s.GetProperty("data"))));
    }

    private static string StateOf(System.Text.Json.JsonElement data) =>
        $"{data.GetProperty("state").GetString()} {(data.TryGetProperty("reason", out var reason) ? reason.GetString() : "")}";
}
