using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Checks;
using EdgeCtl.Simulate.Hj212;
using EdgeCtl.Simulate.Lines;
using EdgeCtl.Simulate.Mqtt;
using EdgeCtl.Simulate.Neighbourhood;
using EdgeCtl.Simulate.Nmea;
using EdgeCtl.Simulate.Sl651;

namespace EdgeCtl.Tests.Simulate;

/// <summary>Stations that speak first.</summary>
public class StationTests
{
    private const string Mn = "310107000000000000AQ0001";
    private static readonly Sl651Address River = new(1, Rig.Bytes("0012345678"), 0x1234, 0x48);

    [Fact]
    public void The_frame_of_hj212_is_the_published_one()
    {
        Assert.Equal(0x2F80, Hj212Frame.CheckOf("123456789"u8));
        const string Segment = "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&";
        Assert.Equal("##0101" + Segment + "1C80\r\n", Encoding.ASCII.GetString(Hj212Frame.Wrap(Segment)));
    }

    [Fact]
    public void An_air_station_reports_repeats_and_is_content_with_an_acknowledgement()
    {
        var bus = Rig.Bus(new Hj212Station(Mn, new AirModel(1, 0), Rig.Time, 30, 9600));
        var first = Text(bus, 0);
        Assert.Contains(";CN=2011;PW=123456;MN=" + Mn + ";Flag=5;CP=&&DataTime=20260304150607;a34004-Rtd=", first, StringComparison.Ordinal);
        Assert.Equal("", Text(bus, 9 * Rig.Second));
        Assert.Equal(first, Text(bus, 10 * Rig.Second));
        Assert.Equal(1, bus.Counts.Repeated);
        Assert.Equal("", Text(bus, 11 * Rig.Second, $"QN={first[9..26]};ST=91;CN=9014;PW=123456;MN={Mn};Flag=4;CP=&&&&"));
        Assert.Equal(1, bus.Counts.Acknowledged);
        Assert.Equal("", Text(bus, 22 * Rig.Second));
        Assert.Contains("DataTime=20260304150630;", Text(bus, 23 * Rig.Second), StringComparison.Ordinal);
    }

    [Fact]
    public void An_air_station_tells_the_minute_that_is_over()
    {
        var air = new AirModel(1, 1);
        var station = new Hj212Station(Mn, air, Rig.Time, 3600, 9600);
        var bus = Rig.Bus(station);
        Assert.NotEqual("", Text(bus, 0));
        for (var i = 0; i < 530; i++)
        {
            air.Step(100);
            station.Step(100);
        }

        Text(bus, Rig.Second, $"QN=20260304150607000;ST=91;CN=9014;PW=123456;MN={Mn};Flag=4;CP=&&&&");
        var minute = Text(bus, 53 * Rig.Second);
        Assert.Contains(";CN=2051;", minute, StringComparison.Ordinal);
        Assert.Contains("DataTime=20260304150600;", minute, StringComparison.Ordinal);
        double[] values = [.. new[] { "Min", "Avg", "Max" }.Select(name => double.Parse(Hj212Frame.FieldOf(minute, "a34004-" + name), CultureInfo.InvariantCulture))];
        Assert.True(values[0] < values[1] && values[1] < values[2], string.Join(' ', values));
    }

    [Fact]
    public void A_request_for_data_is_taken_and_answered_with_data()
    {
        var bus = Rig.Bus(new Hj212Station(Mn, new AirModel(1, 0), Rig.Time, 3600, 9600));
        Text(bus, 0);
        var taken = Text(bus, Rig.Second, $"QN=20260304150608000;ST=22;CN=2011;PW=123456;MN={Mn};Flag=5;CP=&&&&");
        Assert.Contains("QN=20260304150608000;ST=91;CN=9011;", taken, StringComparison.Ordinal);
        Assert.Contains("QnRtn=1", taken, StringComparison.Ordinal);
        Assert.Contains(";CN=2011;", Text(bus, Rig.Second), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_sl651_is_the_published_one()
    {
        var at = new DateTime(2059, 10, 11, 15, 49, 47);
        var body = new Sl651Body(3, at).Observed(River, at).Element(0x20, 3, 1, 0.5).Element(0x26, 3, 1, 0.5).Element(0x39, 4, 3, 0.127).Element(0x38, 2, 2, 11.15);
        Assert.Equal(
            "7E7E010012345678123430002B020003591011154947F1F1001234567848F0F0591011154920190000052619000005392300000127381211150320FA",
            Convert.ToHexString(Sl651Frame.Up(River, 0x30, body.Bytes)));
    }

    [Fact]
    public void The_published_acknowledgement_of_sl651_is_understood()
    {
        var look = Sl651Frame.Find(Rig.Bytes("00 7E7E00123456780112343080080200035910111549471B75D4"));
        Assert.Equal((1, 25), (look.Skip, look.Length));
    }

    [Fact]
    public void A_flood_gauge_reports_and_wants_its_acknowledgement()
    {
        var bus = Rig.Bus(new Sl651Station(River, new RiverModel(1, 0), Rig.Time, 60, baud: 9600));
        var timed = Ask(bus, 0);
        var hour = Ask(bus, 0);
        Assert.Equal((0x32, 0x34), (timed[10], hour[10]));
        Assert.All(new[] { timed, hour }, frame => Assert.Equal(Crc16.Of(frame.AsSpan(0, frame.Length - 2)), (frame[^2] << 8) | frame[^1]));
        Assert.Contains("F460000000", Convert.ToHexString(hour), StringComparison.Ordinal);
        Assert.Contains("F5C000", Convert.ToHexString(hour), StringComparison.Ordinal);
        Assert.Equal(timed, Ask(bus, 10 * Rig.Second));
        Assert.Equal(hour, Ask(bus, 10 * Rig.Second));
        Ask(bus, 11 * Rig.Second, Down(0x32, 1));
        Ask(bus, 11 * Rig.Second, Down(0x34, 2));
        Assert.Equal(2, bus.Counts.Acknowledged);
        Assert.Empty(Ask(bus, 30 * Rig.Second));
        Assert.Equal(0x2F, Ask(bus, 41 * Rig.Second)[10]);
        Assert.Equal(0x37, Ask(bus, 42 * Rig.Second, Down(0x37, 9))[10]);
    }

    [Fact]
    public void A_long_report_goes_in_packets_that_are_whole_frames()
    {
        var bus = Rig.Bus(new Sl651Station(River, new RiverModel(1, 0), Rig.Time, 3600, packetBytes: 40, baud: 9600));
        Ask(bus, 0);
        var all = Ask(bus, 0);
        var bodies = new List<byte>();
        for (var (at, packet) = (0, 1); at < all.Length; packet++)
        {
            var length = ((all[at + 11] & 15) << 8) | all[at + 12];
            var frame = all[at..(at + 17 + length)];
            Assert.Equal(Crc16.Of(frame.AsSpan(0, frame.Length - 2)), (frame[^2] << 8) | frame[^1]);
            Assert.Equal((0x16, 0x00, 0x20, packet), (frame[13], frame[14], frame[15], frame[16]));
            bodies.AddRange(frame[17..^3]);
            at += frame.Length;
            Assert.Equal(at == all.Length ? 0x03 : 0x17, frame[^3]);
        }

        Assert.Equal(2 + 6 + 2 + 5 + 1 + 2 + 5 + 14 + 5 + 26 + 4, bodies.Count);
    }

    [Fact]
    public void A_receiver_has_no_fix_at_first_and_then_a_position_and_a_time()
    {
        Assert.Equal("$GPRMC,,V,,,,,,,,,,N*53\r\n", NmeaReceiver.Wrap("GPRMC,,V,,,,,,,,,,N"));
        Assert.Equal("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n", NmeaReceiver.Wrap("GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,"));
        var bus = Rig.Bus(new NmeaReceiver(Rig.Time, 1, 4800));
        Assert.StartsWith("$GNRMC,,V,", Text(bus, 0), StringComparison.Ordinal);
        Text(bus, Rig.Second);
        Text(bus, 2 * Rig.Second);
        var fix = Text(bus, 3 * Rig.Second);
        Assert.StartsWith("$GNRMC,150610.00,A,3114.4", fix, StringComparison.Ordinal);
        Assert.Contains(",040326,,,A*", fix, StringComparison.Ordinal);
        Assert.Contains("$GNZDA,150610.00,04,03,2026,00,00*", fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_prints_a_line_a_second()
    {
        var bus = Rig.Bus(new LineGauge(new RiverModel(1, 0), new AirModel(1, 0), Rig.Time, 9600));
        Assert.Matches(@"^L=\+2\.\d{3}m T=\+\d+\.\dC\r\n$", Text(bus, 0));
        Assert.Equal("", Text(bus, Rig.Second - 1));
        Assert.NotEqual("", Text(bus, Rig.Second));
    }

    [Fact]
    public void Wireless_devices_publish_what_a_network_server_and_a_bridge_publish()
    {
        var devices = new WirelessDevices(new AirModel(1, 0), new RiverModel(1, 0), new PumpRoomModel(1, 0));
        var first = devices.Publish(DateTimeOffset.UnixEpoch).ToList();
        Assert.Equal(4, first.Count);
        Assert.Equal($"application/{WirelessDevices.Application}/device/{WirelessDevices.ManholeEui}/event/up", first[0].Topic);
        using var uplink = JsonDocument.Parse(first[0].Payload);
        Assert.Equal(WirelessDevices.ManholeEui, uplink.RootElement.GetProperty("deviceInfo").GetProperty("devEui").GetString());
        Assert.InRange(uplink.RootElement.GetProperty("object").GetProperty("level").GetDouble(), 0, 3);
        Assert.Equal(1, uplink.RootElement.GetProperty("fCnt").GetInt32());
        using var next = JsonDocument.Parse(devices.Publish(DateTimeOffset.UnixEpoch).First().Payload);
        Assert.Equal(2, next.RootElement.GetProperty("fCnt").GetInt32());
        using var door = JsonDocument.Parse(first[3].Payload);
        Assert.True(door.RootElement.GetProperty("contact").GetBoolean());
    }

    private static byte[] Ask(SlaveBus bus, long nowNs, byte[]? bytes = null) => Rig.Ask(bus, bytes ?? [], nowNs);

    private static string Text(SlaveBus bus, long nowNs, string segment = "") =>
        Encoding.ASCII.GetString(Ask(bus, nowNs, segment.Length == 0 ? [] : Hj212Frame.Wrap(segment)));

    private static byte[] Down(byte function, byte serial)
    {
        byte[] frame = [0x7E, 0x7E, .. River.Station, 1, 0x12, 0x34, function, 0x80, 8, 2, 0, serial, 0x26, 3, 4, 0x15, 6, 7, 0x1B, 0, 0];
        Crc16.SealHighFirst(frame);
        return frame;
    }
}
