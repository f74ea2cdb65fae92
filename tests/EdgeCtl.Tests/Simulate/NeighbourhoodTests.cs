using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EdgeAgent.Tests.Support;
using EdgeCtl.Simulate.Hj212;
using EdgeCtl.Simulate.Scenarios;

namespace EdgeCtl.Tests.Simulate;

/// <summary>The whole neighbourhood as a process: masters that others wrote, several rates on one pty, stations that connect, its site file.</summary>
public class NeighbourhoodTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task One_cable_has_modbus_and_a_meter_each_at_its_rate()
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(folder, "--link", folder["p{n}"]);
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Contains("[1]:", Mbpoll("-m", "rtu", "-b", "9600", "-P", "none", "-a", "10", "-t", "3", "-r", "1", "-c", "1", folder["p1"]), StringComparison.Ordinal);
            var reply = Exchange(folder["p1"], 2400, "FEFEFEFE68AAAAAAAAAAAA681300DF16", 22);
            Assert.Equal("68610100000000689306943433333333", Convert.ToHexString(reply)[8..40]);
        }

        Assert.Contains("timed out", Mbpoll("-m", "rtu", "-b", "2400", "-P", "none", "-o", "0.3", "-a", "10", "-t", "3", "-r", "1", "-c", "1", folder["p1"]), StringComparison.Ordinal);
        Assert.Empty(Exchange(folder["p1"], 9600, "68AAAAAAAAAAAA681300DF16", 1));
    }

    [Fact]
    public async Task A_valve_that_another_program_opens_reaches_its_end()
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(folder, "--link", folder["p{n}"], "--speed", "60");
        Assert.Contains("Written 1 references", Mbpoll("-m", "rtu", "-b", "9600", "-P", "none", "-a", "10", "-t", "0", "-r", "1", folder["p1"], "1"), StringComparison.Ordinal);
        var deadline = Environment.TickCount64 + 10_000;
        var text = "";
        while (!text.Contains("[1]: \t100", StringComparison.Ordinal) && Environment.TickCount64 < deadline)
        {
            text = Mbpoll("-m", "rtu", "-b", "9600", "-P", "none", "-a", "10", "-t", "3", "-r", "1", "-c", "1", folder["p1"]);
        }

        Assert.Contains("[1]: \t100", text, StringComparison.Ordinal);
        Assert.Contains("[1]: \t100", Mbpoll("-m", "rtu", "-b", "9600", "-P", "none", "-a", "10", "-t", "4", "-r", "1", "-c", "1", folder["p1"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ModbusSerialClient(port='{0}', framer=ModbusAsciiFramer, baudrate=9600, timeout=2)", 2)]
    [InlineData("ModbusTcpClient('127.0.0.1', port={1}, timeout=2)", 2)]
    [InlineData("ModbusTcpClient('127.0.0.1', port={2}, framer=ModbusRtuFramer, timeout=2)", 2)]
    public async Task Another_library_reads_and_writes_the_tank(string client, int register)
    {
        Assert.SkipUnless(File.Exists(Python), "python3 is missing");
        using var folder = new TempFolder();
        // At once: this library takes a pause within an answer, which a busy machine makes longer, for its end.
        using var simulator = await StartAsync(folder, "--link", folder["p{n}"], "--tcp", "--no-pace");
        var script = "from pymodbus.client import *\nfrom pymodbus.framer.ascii_framer import ModbusAsciiFramer\nfrom pymodbus.framer.rtu_framer import ModbusRtuFramer\n"
            + "c = " + string.Format(CultureInfo.InvariantCulture, client, folder["p3"], PortOf(simulator, "modbus-tcp"), PortOf(simulator, "rtu-over-tcp")) + "\nc.connect()\n"
            + $"print('level', c.read_input_registers(0, 1, 1).registers)\nprint(c.write_registers({register}, [11, 22], 1))\nprint('back', c.read_holding_registers({register}, 2, 1).registers)\n"
            + "print('coil', c.write_coils(0, [True, False, True], 1), c.read_coils(0, 3, 1).bits[:3])\nprint('mask', c.mask_write_register(2, 0xFF0F, 0x0020, unit=1), c.read_holding_registers(2, 1, 1).registers)\n"
            + "print('both', c.readwrite_registers(read_address=3, read_count=1, write_address=3, write_registers=[77], unit=1).registers)\n";
        using var run = new ChildProcess(Python, ["-c", script]);
        Assert.NotNull(run.WaitForExit(20_000));
        Assert.SkipWhen(run.All.Contains("No module named 'pymodbus'", StringComparison.Ordinal), "python3-pymodbus is missing");
        Assert.Matches(@"level \[1[78]\d\d\]", run.All);
        Assert.Contains("back [11, 22]", run.All, StringComparison.Ordinal);
        Assert.Contains("[True, False, True]", run.All, StringComparison.Ordinal);
        Assert.Contains("[43]", run.All, StringComparison.Ordinal);
        Assert.Contains("both [77]", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stations_connect_to_their_centres_and_again()
    {
        using var folder = new TempFolder();
        using var air = new TcpListener(IPAddress.Loopback, 0);
        using var river = new TcpListener(IPAddress.Loopback, 0);
        air.Start();
        river.Start();
        using var simulator = await StartAsync(folder, "--hj212", air.LocalEndpoint.ToString()!, "--sl651", river.LocalEndpoint.ToString()!);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var turn = 0; turn < 2; turn++)
        {
            using var station = await air.AcceptTcpClientAsync(patience.Token);
            var report = await ReadAsync(station, bytes => Hj212Frame.Find(bytes).IsFrame, patience.Token);
            Assert.Contains("MN=" + NeighbourhoodScenario.NetworkAirMn, Encoding.ASCII.GetString(report), StringComparison.Ordinal);
        }

        using var gauge = await river.AcceptTcpClientAsync(patience.Token);
        var frame = await ReadAsync(gauge, bytes => bytes.Length > 14 && bytes.Length >= 17 + bytes[12], patience.Token);
        Assert.Equal("7E7E010012345679123432", Convert.ToHexString(frame)[..22]);
    }

    [Fact]
    public async Task The_site_file_names_all_kinds_each_device_once_and_ports_of_the_profile()
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(
            folder, "--tcp", "--echo", "--hj212", "127.0.0.1:9", "--sl651", "[::1]:9", "--mqtt", "mqtt://127.0.0.1:9", "--write-site", folder["site.json"], "--write-profile", folder["profile.json"]);
        using var site = JsonDocument.Parse(await File.ReadAllTextAsync(folder["site.json"]));
        using var profile = JsonDocument.Parse(await File.ReadAllTextAsync(folder["profile.json"]));
        var sources = site.RootElement.GetProperty("sources").EnumerateArray().ToList();
        string[] kinds = ["modbus-rtu", "modbus-ascii", "modbus-tcp", "dlt645", "dlt645-1997", "cjt188", "hj212", "sl651", "nmea", "lines", "mqtt"];
        Assert.Equal(kinds.Order(StringComparer.Ordinal), sources.Select(source => source.GetProperty("kind").GetString()!).Distinct().Order(StringComparer.Ordinal));
        var names = sources.SelectMany(source => source.GetProperty("devices").EnumerateArray()).Select(device => device.GetProperty("name").GetString()).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
        var ports = sources.Where(source => source.TryGetProperty("port", out _)).Select(source => source.GetProperty("port").GetString()!);
        Assert.All(ports, port => Assert.StartsWith("path:/dev/pts/", profile.RootElement.GetProperty("ports").GetProperty(port).GetProperty("match").GetString(), StringComparison.Ordinal));
        string[] echoing = ["modbus-rtu", "modbus-ascii", "dlt645", "dlt645-1997", "cjt188"];
        Assert.All(sources, source => Assert.Equal(echoing.Contains(source.GetProperty("kind").GetString()), source.TryGetProperty("echo", out _)));
        Assert.Equal("[::1]:9", sources.Last(source => source.GetProperty("kind").GetString() == "sl651").GetProperty("listen").GetString());
    }

    [Theory]
    [InlineData("--hj212", "somewhere", "--hj212: 'somewhere' found; expected an IP address and a port")]
    [InlineData("--buses", "2", "--buses: has no meaning with --scenario neighbourhood")]
    [InlineData("--tcp-port", "5020", "--tcp-port: has no meaning without --tcp")]
    [InlineData("--late-by", "1", "--late-by: '1' found; expected a whole number, 10..60000")]
    [InlineData("--wrong-unit", "2", "--wrong-unit: '2' found; expected a number, 0..1")]
    [InlineData("--link", "/nowhere/a", "--link: 1 found for 7 ptys")]
    public void Bad_input_is_told(string option, string value, string expected)
    {
        var (status, all) = Edgectl.Run("simulate", "--scenario", "neighbourhood", option, value, "--seconds", "1");
        Assert.Equal(2, status);
        Assert.Contains(expected, all, StringComparison.Ordinal);
    }

    private static async Task<ChildProcess> StartAsync(TempFolder folder, params string[] arguments)
    {
        Assert.True(Directory.Exists(folder.Path));
        var simulator = Edgectl.Start(["simulate", "--scenario", "neighbourhood", "--json", "--seconds", "120", .. arguments]);
        Assert.True(await simulator.SaysAsync("\"kind\":\"begin\"", 10_000), simulator.All);
        return simulator;
    }

    private static int PortOf(ChildProcess simulator, string line)
    {
        using var begin = JsonDocument.Parse(simulator.Output.First());
        var at = begin.RootElement.GetProperty("buses").EnumerateArray().First(bus => bus.GetProperty("name").GetString() == line).GetProperty("port").GetString()!;
        return IPEndPoint.Parse(at).Port;
    }

    private static string Mbpoll(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mbpoll"), "mbpoll is missing");
        using var master = new ChildProcess("mbpoll", ["-1", "-q", .. arguments]);
        Assert.NotNull(master.WaitForExit(15_000));
        return master.All;
    }

    // The rate as another program sets it; what comes until so many bytes are there, or nothing for half a second.
    private static byte[] Exchange(string port, int baud, string request, int bytes)
    {
        using (var stty = new ChildProcess("stty", ["-F", port, $"{baud}", "raw", "-echo", "min", "0", "time", "5"]))
        {
            Assert.Equal(0, stty.WaitForExit(5_000));
        }

        using var line = new FileStream(port, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        line.Write(Convert.FromHexString(request));
        var reply = new byte[256];
        var length = 0;
        for (var silent = 0; length < bytes && silent < 2;)
        {
            var read = line.Read(reply, length, reply.Length - length);
            length += read;
            silent += read == 0 ? 1 : 0;
        }

        return reply[..length];
    }

    private static async Task<byte[]> ReadAsync(TcpClient from, Func<byte[], bool> isEnough, CancellationToken cancel)
    {
        var bytes = new byte[4096];
        var length = 0;
        while (!isEnough(bytes[..length]))
        {
            var read = await from.GetStream().ReadAsync(bytes.AsMemory(length), cancel);
            Assert.NotEqual(0, read);
            length += read;
        }

        return bytes[..length];
    }
}
