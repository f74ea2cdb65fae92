using System.Globalization;
using System.Text.Json;
using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Tests.Simulate;

public class PumpRoomBusTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(6, 2)]
    [InlineData(50, 20)]
    [InlineData(247, 100)]
    public void Names_are_unique_and_every_point_lies_in_its_registers(int devices, int points)
    {
        var bus = new PumpRoomBus("b1-", devices, points, 1, 1);
        Assert.Equal(devices, bus.Devices.Select(device => device.Name).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, devices), bus.Devices.Select(device => device.Address));
        foreach (var device in bus.Devices)
        {
            Assert.Equal(points == 0 ? device.Points.Count : points, device.Points.Select(point => point.Name).Distinct().Count());
            Assert.All(device.Points, point => Assert.True(IsThere(device.Map, point), $"{device.Name}/{point.Name} at {point.Register}"));
        }
    }

    [Fact]
    public void Registers_follow_the_model()
    {
        var bus = new PumpRoomBus("", 4, 0, 1, 0);
        for (var i = 0; i < 36_000; i++)
        {
            bus.Step(100);
            var room = bus.Rooms[0];
            var level = BitConverter.UInt32BitsToSingle((uint)((bus.Devices[0].Map.Holding[0] << 16) | bus.Devices[0].Map.Holding[1]));
            Assert.Equal(room.LevelM, level, 0.0001);
            Assert.Equal(room.Pumps[0].CurrentA, bus.Devices[1].Map.Holding[0] * 0.01, 0.0051);
            Assert.Equal(room.Pumps[1].IsOn, bus.Devices[2].Map.Coils[0]);
            var hours = (uint)((bus.Devices[2].Map.Holding[2] << 16) | bus.Devices[2].Map.Holding[1]) * 0.01;
            Assert.Equal(room.Pumps[1].Hours, hours, 0.011);
        }
    }

    [Fact]
    public void The_site_file_names_every_device_and_point()
    {
        PumpRoomBus[] buses = [new("b1-", 5, 0, 1, 1), new("b2-", 4, 12, 2, 1)];
        using var site = JsonDocument.Parse(SiteWriter.Site(buses, 19_200, "./profile.json"));
        var sources = site.RootElement.GetProperty("sources").EnumerateArray().ToList();
        Assert.Equal(["rs485-1", "rs485-2"], sources.Select(source => source.GetProperty("port").GetString()));
        var names = sources.SelectMany(source => source.GetProperty("devices").EnumerateArray()).Select(device => device.GetProperty("name").GetString());
        Assert.Equal(buses.SelectMany(bus => bus.Devices).Select(device => device.Name), names);
        Assert.Equal(12, sources[1].GetProperty("devices")[0].GetProperty("points").GetArrayLength());
        using var profile = JsonDocument.Parse(SiteWriter.Profile(["/dev/pts/1", "/dev/pts/2"]));
        Assert.Equal("path:/dev/pts/2", profile.RootElement.GetProperty("ports").GetProperty("rs485-2").GetProperty("match").GetString());
    }

    private static bool IsThere(RegisterMap map, PointSpec point)
    {
        var parts = point.Register.Split('/');
        var size = parts[0] switch
        {
            "holding" => map.Holding.Length,
            "input" => map.Input.Length,
            "coil" => map.Coils.Length,
            "discrete" => map.Discretes.Length,
            _ => 0,
        };
        var width = point.Type is "float32" or "uint32" ? 2 : 1;
        return int.Parse(parts[1], CultureInfo.InvariantCulture) + width <= size;
    }
}
