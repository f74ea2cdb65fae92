using EdgeAgent.Scan.Cameras;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>The command line of `edgeagent scan --cameras`, and names.</summary>
public sealed class CameraVerbTests : IDisposable
{
    private const int LimitMs = 30_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--cameras --port /dev/ttyUSB0", "--port: expected without --cameras")]
    [InlineData("--cameras --baud 9600 --listen 1s", "--baud: expected without --cameras")]
    [InlineData("--port /dev/ttyUSB0 --user edge", "--user: expected with --cameras")]
    [InlineData("", "--port: nothing found; expected a port, or --cameras")]
    [InlineData("--cameras --address 127.0.0.1 --user edge", "a password is never given on the command line")]
    [InlineData("--cameras --address 127.0.0.1 --password-file x", "--password-file: expected with --user")]
    [InlineData("--cameras --address 127.0.0.1 --user edge --password-file /nowhere/at/all", "/nowhere/at/all cannot be read")]
    [InlineData("--cameras --address 127.0.0.1 --user edge --password-file /dev/null", "other users can read or write /dev/null")]
    [InlineData("--cameras --address 127.0.0.1 --interface lo", "--interface: expected without --address")]
    [InlineData("--cameras --interface nowhere0", "there is no network interface 'nowhere0'")]
    [InlineData("--cameras --address 127.0.0.1 --timeout 0", "--timeout: '0' found; expected 100 ms to 60 s")]
    [InlineData("--cameras --address 127.0.0.1 --timeout soon", "--timeout: 'soon' found")]
    [InlineData("--cameras --address http://127.0.0.1/", "--address: 'http://127.0.0.1/' found; expected a host")]
    [InlineData("--cameras --address 127.0.0.1 --json=pretty", "--json: 'pretty' found")]
    public void What_makes_no_sense_is_told_with_status_2(string arguments, string expected)
    {
        using var scan = Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, scan.WaitForExit(LimitMs));
        Assert.Contains(expected, scan.All, StringComparison.Ordinal);
        Assert.Empty(scan.Output);
    }

    [Fact]
    public async Task One_camera_is_asked_by_its_address()
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits());
        await File.WriteAllTextAsync(_folder["password"], "right-word\n");
        File.SetUnixFileMode(_folder["password"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var scan = Run("--cameras", "--address", $"localhost:{camera.Port}", "--user", "edge", "--password-file", _folder["password"], "--site");
        Assert.Equal(0, scan.WaitForExit(LimitMs));
        Assert.Contains("\"url\": \"rtsp://127.0.0.1:554/sub-token\"", string.Join('\n', scan.Output), StringComparison.Ordinal);
        Assert.Contains("edgeagent secret set NAME", scan.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_takes_a_connection_and_says_nothing_is_given_up_with_status_1()
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) });
        using var scan = Run("--cameras", "--address", $"127.0.0.1:{camera.Port}", "--timeout", "300 ms");
        Assert.Equal(1, scan.WaitForExit(LimitMs));
        Assert.Contains($"127.0.0.1 port {camera.Port}: no whole answer within 0.3 s", scan.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.10", "192.0.2.10", 80)]
    [InlineData("192.0.2.10:8000", "192.0.2.10", 8000)]
    [InlineData("[2001:db8::10]:8000", "2001:db8::10", 8000)]
    [InlineData("[2001:db8::10]", "2001:db8::10", 80)]
    [InlineData("2001:db8::10", "2001:db8::10", 80)]
    [InlineData("fe80::10%eth0", "fe80::10%eth0", 80)]
    [InlineData("cam.lane:443", "cam.lane", 443)]
    [InlineData("cam.lane:", null, 0)]
    [InlineData(":80", null, 0)]
    [InlineData("cam:65536", null, 0)]
    [InlineData("cam:-1", null, 0)]
    [InlineData("[2001:db8::10]x:1", null, 0)]
    [InlineData("[cam]:1", null, 0)]
    [InlineData("", null, 0)]
    [InlineData("user:word@cam", null, 0)]
    [InlineData("cam/path", null, 0)]
    public void Hosts_and_ports_are_parted(string text, string? host, int port)
    {
        var isHost = CameraVerb.TrySplit(text, out var foundHost, out var foundPort);
        Assert.Equal((host is not null, host ?? foundHost, host is null ? foundPort : port), (isHost, foundHost, foundPort));
    }

    [Theory]
    [InlineData("2", 2_000)]
    [InlineData("0.5", 500)]
    [InlineData("300 ms", 300)]
    [InlineData("1 min", 60_000)]
    [InlineData("61", null)]
    [InlineData("99 ms", null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    public void Times_to_search_may_be_seconds_alone(string text, int? ms) => Assert.Equal(ms, CameraVerb.TimeoutMs(text));

    [Fact]
    public void Names_are_plain_and_each_is_given_once()
    {
        var names = new CameraNames();
        Assert.Equal("hikvision-ds-2cd2042wd", names.Next("HIKVISION DS-2CD2042WD"));
        Assert.Equal("hikvision-ds-2cd2042wd-2", names.Next("--Hikvision  DS/2CD2042WD!"));
        Assert.Equal("x100", names.Next("东门", "X100"));
        Assert.Equal("cam-1", names.Next("东门", ""));
        Assert.Equal("cam-2", names.Next());
        Assert.Equal("cam-3", names.Next("cam"));
        Assert.Equal(new string('a', 40), names.Next(new string('a', 300)));
    }

    private static ChildProcess Run(params string[] arguments) => new(Path.Combine(AppContext.BaseDirectory, "edgeagent"), ["scan", .. arguments]);
}
