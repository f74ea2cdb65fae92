using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>A site file, a bench profile and a data folder for one run of the native binary, with ports that are free now.</summary>
internal sealed class NativeSite : IDisposable
{
    private readonly TempFolder _folder = new();

    public NativeSite()
    {
        PullPort = FreePort();
        ConsolePort = FreePort();
    }

    public int PullPort { get; }

    public int ConsolePort { get; }

    public int? BrokerPort { get; set; }

    public string WindowLength { get; set; } = "5 s";

    public string Timeout { get; set; } = "200 ms";

    /// <summary>Devices of the one bus, as JSON; the default fits slaves/slave.c at unit 1.</summary>
    public string Devices { get; set; } =
        """
        { "name": "sump", "address": 1, "poll": "500 ms", "points": [
            { "name": "level", "label": "集水井液位", "register": "holding/0", "type": "uint16", "scale": 0.001, "unit": "m", "range": [0, 2], "alarm": "outOfRange" },
            { "name": "none", "register": "holding/2", "type": "uint16", "unit": "m", "invalid": [65535] },
            { "name": "hours", "register": "holding/10", "type": "uint32", "order": "CDAB", "unit": "h", "counter": true },
            { "name": "flow", "register": 40021, "type": "float32", "unit": "m3/h" },
            { "name": "outside", "register": "input/0", "type": "int16", "scale": 0.1, "unit": "Cel" },
            { "name": "running", "register": "coil/0", "type": "bool", "states": { "0": "stopped", "1": "running" } },
            { "name": "door", "register": "discrete/3", "type": "bool" } ] }
        """;

    /// <summary>Further sources, as JSON objects parted by commas.</summary>
    public string Sources { get; set; } = "";

    public string DataPath => _folder["data"];

    public string SiteFile => _folder["site.json"];

    public string PortLink => _folder["rs485-1"];

    public string PeerLink => _folder["peer"];

    public string this[string name] => _folder[name];

    public Uri Pull(string path) => new($"http://127.0.0.1:{PullPort}{path}");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Write(string? portPath = null)
    {
        File.WriteAllText(_folder["profile.json"], $$"""
            { "name": "bench", "arch": "linux-x64", "cores": 2, "memory": "2 GiB", "clockBattery": true,
              "ports": { "rs485-1": { "match": "path:{{portPath ?? PortLink}}", "direction": "auto" } },
              "storage": { "kind": "disk", "size": "16 GB" }, "sources": ["a bench of two pseudo terminals"] }
            """);
        var mqtt = BrokerPort is { } port
            ? string.Create(CultureInfo.InvariantCulture, $$"""{ "kind": "mqtt", "servers": ["mqtt://127.0.0.1:{{port}}"] },""")
            : "";
        File.WriteAllText(SiteFile, $$"""
            // Made by a test.
            { "gateway": { "id": "bench-1", "label": "测试", "district": "putuo" }, "profile": "./profile.json",
              "sources": [ { "kind": "modbus-rtu", "port": "rs485-1", "baud": 9600, "timeout": "{{Timeout}}", "retries": 0, "devices": [ {{Devices}} ] }{{(Sources.Length > 0 ? ", " : "")}}{{Sources}} ],
              "windows": { "length": "{{WindowLength}}" },
              "uplinks": [ {{mqtt}} { "kind": "pull", "listen": "127.0.0.1:{{PullPort}}" } ],
              "console": { "listen": "127.0.0.1:{{ConsolePort}}" } }
            """);
    }

    /// <summary>Starts `edgeagent run`; skips the test where there is no native binary.</summary>
    public ChildProcess Run(IReadOnlyDictionary<string, string>? environment = null)
    {
        var binary = NativeBinary.Find("edgeagent", out var reason);
        Assert.SkipWhen(binary is null, reason);
        return new ChildProcess(binary!, ["run", "--site", SiteFile, "--data", DataPath], environment);
    }

    /// <summary>A pty pair by socat: <see cref="PortLink"/> for the agent, <see cref="PeerLink"/> for the slave.</summary>
    public async Task<ChildProcess> StartLineAsync()
    {
        var line = new ChildProcess("socat", ["-d", "-d", $"pty,raw,echo=0,link={PortLink}", $"pty,raw,echo=0,link={PeerLink}"]);
        Assert.True(await line.SaysAsync("starting data transfer loop", 5_000), line.All);
        return line;
    }

    /// <summary>Gets a JSON document, trying for a while until the agent listens.</summary>
    public async Task<JsonElement> GetAsync(HttpClient http, string path, int forMs = 10_000)
    {
        for (var waited = 0; ; waited += 50)
        {
            try
            {
                return JsonDocument.Parse(await http.GetStringAsync(Pull(path))).RootElement;
            }
            catch (HttpRequestException) when (waited < forMs)
            {
                await Task.Delay(50);
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
