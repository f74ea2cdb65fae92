using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The real thing: our port and driver on a socat line against slaves that others wrote.</summary>
public sealed class ForeignSlaveTests : IBusSink
{
    private const string Source = """
        { "kind": "modbus-rtu", "port": "line", "timeout": "500 ms", "devices": [ { "name": "box", "address": 7, "poll": "100 ms", "points": [
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
          { "name": "discrete", "register": 10010 } ] } ] }
        """;

    private static readonly double[] Expected = [261, -2.5, -123456, 123456, -2.5, -9e9, 123456, 123456, 123456, 1, 268, 1, 0, 1];

    private readonly double[] _values = [.. Enumerable.Repeat(double.NaN, Expected.Length)];
    private int _good;
    private int _bad;

    void IBusSink.Take(List<Reading> readings, List<DeviceChange> changes)
    {
        foreach (var reading in readings)
        {
            if (reading.Quality == Quality.Good)
            {
                _values[reading.Point] = reading.Value;
                Interlocked.Increment(ref _good);
            }
            else
            {
                Interlocked.Increment(ref _bad);
            }
        }
    }

    [Theory]
    [InlineData("libmodbus")]
    [InlineData("pymodbus")]
    public async Task Values_of_all_types_and_orders_arrive(string peer)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/socat"), "socat is missing");
        using var folder = new TempFolder();
        using var socat = new ChildProcess("socat", ["-d", "-d", $"pty,raw,echo=0,link={folder["a"]}", $"pty,raw,echo=0,link={folder["b"]}"]);
        Assert.True(await socat.SaysAsync("starting data transfer", 10_000), socat.All);
        using var slave = peer == "libmodbus" ? StartC(folder) : StartPython(folder);
        Assert.True(await slave.SaysAsync("ready", 20_000), slave.All);

        var plan = Plan(folder);
        var driver = plan.CreateDriver(0, 0);
        using var host = new BusHost(plan.Place, new SerialLineOpener(new PortProfile("path:" + folder["a"], PortDirection.Auto), plan.Serial), driver, this, new EdgeClock(), NullLogger.Instance);
        host.Start();
        for (var waited = 0; Volatile.Read(ref _good) < Expected.Length * 10 && waited < 20_000; waited += 20)
        {
            await Task.Delay(20);
        }

        host.Dispose();
        Assert.True(_good >= Expected.Length * 10, $"{_good} good, {_bad} bad, {host.Fault}");
        Assert.Equal(Expected, _values);
        Assert.True(_bad < _good / 10, $"{_bad} bad of {_good}");
    }

    void IBusSink.Take(List<StationWindow> windows)
    {
    }

    void IBusSink.Take(in TimeFix fix)
    {
    }

    private static BusPlan Plan(TempFolder folder)
    {
        File.WriteAllText(folder["profile.json"], $$"""
            { "name": "bench", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "ports": { "line": { "match": "path:{{folder["a"]}}" } }, "sources": ["a line of two pseudo terminals"] }
            """);
        File.WriteAllText(folder["site.json"], $$"""{ "gateway": { "id": "g", "district": "d" }, "profile": "./profile.json", "sources": [ {{Source}} ] }""");
        var loaded = SiteLoader.Load(folder["site.json"], [], [new ModbusKind(ModbusFraming.Rtu)]);
        Assert.True(loaded.Site is not null, string.Join('\n', loaded.Faults));
        return (BusPlan)loaded.Site!.Sources[0];
    }

    private static ChildProcess StartC(TempFolder folder)
    {
        var program = folder["slave"];
        var source = Path.Combine(AppContext.BaseDirectory, "native", "slave.c");
        using var gcc = new ChildProcess("gcc", ["-O2", "-Wall", source, "-I/usr/include/modbus", "-lmodbus", "-o", program]);
        Assert.SkipUnless(gcc.WaitForExit(60_000) == 0, "libmodbus-dev is missing");
        return new ChildProcess(program, [folder["b"], "9600", "7"]);
    }

    private static ChildProcess StartPython(TempFolder folder)
    {
        using var probe = new ChildProcess("/usr/bin/python3", ["-c", "import pymodbus.server"]);
        Assert.SkipUnless(probe.WaitForExit(20_000) == 0, "python3-pymodbus is missing");
        return new ChildProcess("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "native", "slave.py"), folder["b"], "9600", "7"]);
    }
}
