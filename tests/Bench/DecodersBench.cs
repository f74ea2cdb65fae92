using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Cjt188;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Sensors.Hj212;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Sensors.Sl651;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// The live way of each protocol, from bytes to readings and without a port: frames a second, and bytes allocated for each. A polled protocol's figure holds the request too. The peer of NMEA is
/// gpsdecode, which reads the same sentences and writes JSON; there is none for the Chinese protocols.
/// </summary>
internal static class DecodersBench
{
    private const int WarmUp = 20_000;
    private const double Seconds = 1.5;
    private const int PeerLines = 200_000;

    // A station's message that comes again is delivered once, so the next must be another one.
    private const int Different = 1_000;

    private static readonly Case[] Cases =
    [
        new("Modbus RTU, 3 registers", new ModbusKind(ModbusFraming.Rtu), """ "devices": [ { "name": "d", "address": 17, "poll": "10 ms", "points": [ { "name": "a", "register": "holding/107" }, { "name": "b", "register": "holding/108" }, { "name": "c", "register": "holding/109" } ] } ] """, Hex("110306022B00000064C8BA")),
        new("DL/T 645-2007, energy", new Dlt645Kind(Dlt645Edition.Of2007), """ "devices": [ { "name": "d", "address": "000000000161", "poll": "10 ms", "points": [ { "name": "a", "item": "energy.active.forward" } ] } ] """, Hex("6861010000000068910833333433593333338A16")),
        new("CJ/T 188, heat meter", new Cjt188Kind(), """ "devices": [ { "name": "d", "address": "00000040314132", "type": "heat", "poll": "10 ms", "points": [ { "name": "a", "item": "energy.heat" }, { "name": "b", "item": "volume" }, { "name": "c", "item": "temperature.supply" }, { "name": "e", "item": "temperature.return" } ] } ] """, Hex("6820324131400000008" + "12E901F010802000000080200000017000000003500000000" + "2C3410000035250066250000000053001210071520" + "00003116")),
        new("HJ 212, real-time of 4 factors", new Hj212Kind(), """ "devices": [ { "name": "d", "mn": "010000A8900016F000169DC0", "points": [ { "name": "a", "factor": "a34004" }, { "name": "b", "factor": "a34002" }, { "name": "c", "factor": "a01001" }, { "name": "e", "factor": "a01002" } ] } ] """, [.. Enumerable.Range(0, Different).Select(Hj212)]),
        new("SL 651, HEX, 4 elements", new Sl651Kind(), """ "devices": [ { "name": "d", "station": "0012345678", "points": [ { "name": "a", "element": "39" }, { "name": "b", "element": "20" }, { "name": "c", "element": "26" }, { "name": "e", "element": "38" } ] } ] """, [.. Enumerable.Range(0, Different).Select(Sl651)]),
        new("NMEA 0183, GGA", new NmeaKind(), """ "devices": [ { "name": "d", "points": [ { "name": "a", "quantity": "latitude" }, { "name": "b", "quantity": "longitude" }, { "name": "c", "quantity": "altitude" } ] } ] """, Encoding.ASCII.GetBytes(Gga + "\r\n")),
    ];

    private const string Gga = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47";

    public static IReadOnlyList<Row> Run()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["profile.json"], """{ "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "line": { "match": "path:/dev/null" } }, "sources": ["a bench"] }""");
        var rows = new List<Row>();
        foreach (var one in Cases)
        {
            var driver = Driver(folder, one);
            var output = new BusOutput();
            var nowNs = 1_000_000_000L;
            driver.Step(BusInput.Opened, default, new Now(nowNs, 0, default), output);
            _ = Frames(driver, output, one.Frames, ref nowNs, WarmUp);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            var (frames, readings) = (0L, 0L);
            while (clock.Elapsed.TotalSeconds < Seconds)
            {
                var (f, r) = Frames(driver, output, one.Frames, ref nowNs, WarmUp);
                frames += f;
                readings += r;
            }

            var seconds = clock.Elapsed.TotalSeconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (readings == 0)
            {
                throw new InvalidOperationException($"{one.Name}: no reading came of {frames} frames");
            }

            rows.Add(new Row(one.Name, "frames/s", frames / seconds, one.Name.StartsWith("NMEA", StringComparison.Ordinal) ? GpsDecode() : null, "gpsdecode of gpsd", ""));
            rows.Add(new Row("allocated for each of them", "B", allocated / (double)frames, null, "", "0"));
        }

        return rows;
    }

    private static IBusDriver Driver(TempFolder folder, Case one)
    {
        File.WriteAllText(folder["site.json"], $$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "./profile.json", "sources": [ { "kind": "{{one.Kind.Name}}", "port": "line", {{one.Devices}} } ] }""");
        var loaded = SiteLoader.Load(folder["site.json"], [], [one.Kind]);
        return loaded.Site is { } site ? ((BusPlan)site.Sources[0]).CreateDriver(0, 0) : throw new InvalidOperationException(string.Join('\n', loaded.Faults));
    }

    private static (long Frames, long Readings) Frames(IBusDriver driver, BusOutput output, byte[][] frames, ref long nowNs, int steps)
    {
        var (count, readings) = (0L, 0L);
        var listens = driver is not Core.Sensing.Polling.PollingDriver;
        for (var i = 0; i < steps; i++)
        {
            var answers = listens || output.Send.Length > 0;
            nowNs = answers ? nowNs + 1_000_000 : Math.Max(nowNs + 1, output.DeadlineNs);
            output.Clear();
            driver.Step(answers ? BusInput.Bytes : BusInput.Deadline, answers ? frames[i % frames.Length] : default, new Now(nowNs, 1_700_000_000_000 + (nowNs / 1_000_000), ClockQuality.Ntp), output);
            count += answers ? 1 : 0;
            foreach (var reading in output.Readings)
            {
                readings += reading.Quality == Core.Points.Quality.Good ? 1 : 0;
            }
        }

        return (count, readings);
    }

    private static double? GpsDecode()
    {
        if (!File.Exists("/usr/bin/gpsdecode"))
        {
            Console.Error.WriteLine("left out: gpsdecode is missing (gpsd-clients)");
            return null;
        }

        using var folder = new TempFolder();
        File.WriteAllLines(folder["sentences"], Enumerable.Repeat(Gga, PeerLines));
        var clock = Stopwatch.StartNew();
        using var peer = Process.Start("sh", ["-c", $"gpsdecode -j < {folder["sentences"]} > /dev/null 2>&1"]);
        peer.WaitForExit();
        return PeerLines / clock.Elapsed.TotalSeconds;
    }

    private static byte[] Hj212(int number)
    {
        var segment = string.Create(CultureInfo.InvariantCulture, $"QN=20261125080000{number:000};ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20261125080000;a34004-Rtd=35.2,a34004-Flag=N;a34002-Rtd=61.0,a34002-Flag=N;a01001-Rtd=12.5,a01001-Flag=N;a01002-Rtd=48.0,a01002-Flag=N&&");
        var crc = 0xFFFF;
        foreach (var c in segment)
        {
            crc = (crc >> 8) ^ c;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"##{segment.Length:0000}{segment}{crc:X4}\r\n"));
    }

    private static byte[] Sl651(int number)
    {
        const int Serial = 14;
        var frame = Hex("7E7E010012345678123432002B020003261125080000F1F1001234567848F0F0261125080020190000052619000005392300000127381211150320FA");
        frame[Serial] = (byte)(number >> 8);
        frame[Serial + 1] = (byte)number;
        var crc = ModbusCrc.Compute(frame.AsSpan(0, frame.Length - 2));
        frame[^2] = (byte)(crc >> 8);
        frame[^1] = (byte)crc;
        return frame;
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private sealed record Case(string Name, ISourceKind Kind, string Devices, params byte[][] Frames);
}
