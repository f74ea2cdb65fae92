using System.Collections.Concurrent;
using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Peers;

/// <summary>The real thing: our line, host and master against slaves that others wrote, on good lines and on bad ones. A wrong value is never told, whatever the line does.</summary>
public sealed class ModbusPeersTests(ITestOutputHelper output) : IBusSink
{
    private const int TimeoutMs = 250;

    private const string Points = """
        { "name": "plain", "register": "holding/5" },
        { "name": "signed", "register": 40119, "type": "int16", "scale": 0.1 },
        { "name": "long", "register": "holding/100", "type": "int32" },
        { "name": "real", "register": "holding/102", "type": "float32", "order": "ABCD" },
        { "name": "double", "register": "holding/104", "type": "float64" },
        { "name": "huge", "register": "holding/108", "type": "int64" },
        { "name": "cdab", "register": "holding/112", "type": "float32", "order": "CDAB" },
        { "name": "badc", "register": "holding/114", "type": "float32", "order": "BADC" },
        { "name": "dcba", "register": "holding/116", "type": "float32", "order": "DCBA" },
        { "name": "bit", "register": "holding/7", "bit": 2 },
        { "name": "input", "register": 30013 },
        { "name": "coil-on", "register": "coil/3" },
        { "name": "coil-off", "register": "coil/4" },
        { "name": "discrete", "register": 10010 }
        """;

    private static readonly double[] Expected = [261, -2.5, -123456, 123456, -2.5, -9e9, 123456, 123456, 123456, 1, 268, 1, 0, 1];

    private readonly int[] _good = new int[Expected.Length];
    private readonly ConcurrentQueue<string> _wrong = new();
    private int _bad;

    public static TheoryData<string, string> SerialPeers => new()
    {
        { "libmodbus", "rtu" }, { "pymodbus", "rtu" }, { "pymodbus", "ascii" }, { "modbus-serial", "rtu" },
    };

    public static TheoryData<string> TcpPeers => ["libmodbus", "pymodbus", "modbus-serial", "jsmodbus"];

    public static TheoryData<string, string> Faults => new()
    {
        { "libmodbus", "noise" }, { "libmodbus", "echo" }, { "libmodbus", "late" }, { "libmodbus", "foreign" }, { "libmodbus", "loss" }, { "libmodbus", "all" },
        { "pymodbus", "loss" }, { "pymodbus", "all" }, { "modbus-serial", "loss" }, { "modbus-serial", "all" },
    };

    [Theory]
    [MemberData(nameof(SerialPeers))]
    public async Task Values_of_all_types_and_orders_arrive_by_serial_line(string peer, string framing)
    {
        using var folder = new TempFolder();
        using var cable = new FaultyCable(folder["master"], folder["slave"], new CableFaults(), 1, TimeoutMs, () => []);
        using var slave = await StartAsync(folder, peer, framing, folder["slave"]);
        var line = framing == "ascii" ? "\"kind\": \"modbus-ascii\", \"port\": \"line\", \"parity\": \"none\", \"dataBits\": 8" : "\"kind\": \"modbus-rtu\", \"port\": \"line\"";
        await ReadAsync(folder, line, rounds: 5);
        Assert.Equal(0, _bad);
    }

    [Theory]
    [MemberData(nameof(TcpPeers))]
    public async Task Values_of_all_types_and_orders_arrive_by_tcp(string peer)
    {
        using var folder = new TempFolder();
        var port = FreePort();
        using var slave = await StartAsync(folder, peer, "tcp", port.ToString(CultureInfo.InvariantCulture));
        await ReadAsync(folder, $"\"kind\": \"modbus-tcp\", \"server\": \"127.0.0.1:{port}\"", rounds: 5);
        Assert.Equal(0, _bad);
    }

    [Theory]
    [InlineData("libmodbus")]
    [InlineData("pymodbus")]
    public async Task Values_arrive_through_a_serial_server(string peer)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/socat"), "socat is missing");
        using var folder = new TempFolder();
        var port = FreePort();
        using var server = new ChildProcess("socat", ["-d", "-d", $"tcp-listen:{port},bind=127.0.0.1,reuseaddr,fork", $"pty,raw,echo=0,link={folder["slave"]}"]);
        Assert.True(await server.SaysAsync("listening", 10_000), server.All);

        // socat makes its pty at the first connection; a client that holds one keeps it there.
        using var first = new System.Net.Sockets.TcpClient("127.0.0.1", port);
        for (var i = 0; i < 200 && !File.Exists(folder["slave"]); i++)
        {
            await Task.Delay(25);
        }

        first.Dispose();
        using var held = new ChildProcess("socat", ["-d", "-d", $"tcp-listen:{port + 1},bind=127.0.0.1,reuseaddr", $"pty,raw,echo=0,link={folder["line"]}"]);
        Assert.True(await held.SaysAsync("listening", 10_000), held.All);
        var reading = ReadAsync(folder, $"\"kind\": \"modbus-rtu\", \"server\": \"127.0.0.1:{port + 1}\"", rounds: 5);
        for (var i = 0; i < 200 && !File.Exists(folder["line"]); i++)
        {
            await Task.Delay(25);
        }

        using var slave = await StartAsync(folder, peer, "rtu", folder["line"]);
        await reading;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task On_a_bad_line_no_value_is_wrong_and_enough_are_good(string peer, string fault)
    {
        var seed = TestSeed.Draw();
        output.WriteLine($"seed {seed}");
        var faults = fault switch
        {
            "noise" => new CableFaults(Noisy: 0.5),
            "echo" => new CableFaults(Echo: true),
            "late" => new CableFaults(Late: 0.1),
            "foreign" => new CableFaults(Foreign: 0.5),
            "loss" => new CableFaults(Lost: 0.25),
            _ => new CableFaults(Lost: 0.1, Noisy: 0.2, Late: 0.05, Foreign: 0.2, Echo: true),
        };
        using var folder = new TempFolder();
        using var cable = new FaultyCable(folder["master"], folder["slave"], faults, seed, TimeoutMs, Foreign);
        using var slave = await StartAsync(folder, peer, "rtu", folder["slave"]);
        await ReadAsync(folder, $"\"kind\": \"modbus-rtu\", \"port\": \"line\", \"retries\": 2, \"echo\": {(faults.Echo ? "true" : "false")}", rounds: 4);
        output.WriteLine($"{_good.Sum()} good, {_bad} bad, {cable.Made} faults made");
        Assert.True(cable.Made > 0 || faults.Echo);
    }

    void IBusSink.Take(List<Reading> readings, List<DeviceChange> changes)
    {
        foreach (var reading in readings)
        {
            if (reading.Quality != Quality.Good)
            {
                Interlocked.Increment(ref _bad);
            }
            else if (reading.Value.Equals(Expected[reading.Point]))
            {
                Interlocked.Increment(ref _good[reading.Point]);
            }
            else
            {
                _wrong.Enqueue($"point {reading.Point} is {reading.Value}");
            }
        }
    }

    void IBusSink.Take(List<StationWindow> windows) => _wrong.Enqueue("a station's window");

    void IBusSink.Take(in TimeFix fix) => _wrong.Enqueue("a time");

    // A sound reply of unit 9, with the values of nobody.
    private static byte[] Foreign()
    {
        byte[] body = [9, 3, 4, 0xDE, 0xAD, 0xBE, 0xEF];
        var crc = ModbusCrc.Compute(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    private async Task ReadAsync(TempFolder folder, string line, int rounds)
    {
        File.WriteAllText(folder["profile.json"], $$"""
            { "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "line": { "match": "path:{{folder["master"]}}" } }, "sources": ["a cable of two pseudo terminals"] }
            """);
        File.WriteAllText(folder["site.json"], $$"""
            { "gateway": { "id": "g", "district": "d" }, "profile": "./profile.json",
              "sources": [ { {{line}}, "timeout": "{{TimeoutMs}} ms", "devices": [ { "name": "box", "address": 7, "poll": "100 ms", "points": [ {{Points}} ] } ] } ] }
            """);
        var loaded = SiteLoader.Load(folder["site.json"], [], [new ModbusKind(ModbusFraming.Rtu), new ModbusKind(ModbusFraming.Ascii), new ModbusKind(ModbusFraming.Tcp)]);
        Assert.True(loaded.Site is not null, string.Join('\n', loaded.Faults));
        var plan = (BusPlan)loaded.Site!.Sources[0];
        ILineOpener opener = plan.Server is { } server ? new TcpLineOpener(server, TimeProvider.System) : new SerialLineOpener(loaded.Site.Profile.Ports[plan.Port], plan.Serial);
        using var host = new BusHost(plan.Place, opener, plan.CreateDriver(0, 0), this, new EdgeClock(), NullLogger.Instance);
        host.Start();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (_good.Min() < rounds && clock.ElapsedMilliseconds < 60_000 && _wrong.IsEmpty)
        {
            await Task.Delay(20);
        }

        host.Dispose();
        Assert.Empty(_wrong);
        Assert.True(_good.Min() >= rounds, $"good {string.Join(' ', _good)}, {_bad} bad, {host.Fault}");
    }

    private static async Task<ChildProcess> StartAsync(TempFolder folder, string peer, string kind, string where)
    {
        var slaves = Path.Combine(AppContext.BaseDirectory, "slaves");
        var slave = peer switch
        {
            "libmodbus" => new ChildProcess(Compile(folder, Path.Combine(slaves, "slave.c")), [kind, where, "7"]),
            "pymodbus" => new ChildProcess(Python(), [Path.Combine(slaves, "slave.py"), kind, where, "7"]),
            _ => new ChildProcess("env", [$"EDGE_PEERS_NODE={Node()}", "node", Path.Combine(slaves, "slave.js"), peer, kind, where, "7"]),
        };
        Assert.True(await slave.SaysAsync("ready", 30_000), slave.All);
        return slave;
    }

    private static string Compile(TempFolder folder, string source)
    {
        using var gcc = new ChildProcess("gcc", ["-O2", "-Wall", source, "-I/usr/include/modbus", "-lmodbus", "-o", folder["slave-program"]]);
        Assert.SkipUnless(gcc.WaitForExit(60_000) == 0, "libmodbus-dev is missing");
        return folder["slave-program"];
    }

    private static string Python()
    {
        using var probe = new ChildProcess("/usr/bin/python3", ["-c", "import pymodbus.server"]);
        Assert.SkipUnless(probe.WaitForExit(20_000) == 0, "python3-pymodbus is missing");
        return "/usr/bin/python3";
    }

    private static string Node()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "tests", "Peers");
            if (Directory.Exists(Path.Combine(peers, "node_modules")))
            {
                return peers;
            }
        }

        Assert.Skip("the npm packages of tests/Peers are not installed: npm ci there");
        return "";
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
