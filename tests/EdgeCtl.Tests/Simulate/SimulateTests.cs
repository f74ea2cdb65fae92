using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Tests.Support;

namespace EdgeCtl.Tests.Simulate;

/// <summary>The whole verb on its pty, against a master that others wrote.</summary>
public partial class SimulateTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    [Fact]
    public async Task Another_program_reads_the_pump_room()
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(folder, "--link", folder["bus"], "--json");
        Assert.InRange(Poll(folder["bus"], 1, "4:float", 1)[0], 0.2, 2.4);
        Assert.InRange(Poll(folder["bus"], 1, "4", 1, first: 3)[0], 500, 2000);
        var pump = Poll(folder["bus"], 2, "4", 4);
        Assert.InRange(pump[0], 0, 7000);
        Assert.InRange(((uint)pump[2] << 16) | (uint)pump[1], 180_000u, 245_000u);
        Assert.InRange(pump[3], 9000, 12_100);
        Assert.All(Poll(folder["bus"], 4, "1", 2), state => Assert.InRange(state, 0, 1));
        Assert.InRange(Poll(folder["bus"], 4, "3", 2)[0], 50, 400);
        simulator.Signal(SigTerm);
        Assert.Equal(0, simulator.WaitForExit(5_000));
        using var last = JsonDocument.Parse(simulator.Output.Last());
        Assert.Equal("end", last.RootElement.GetProperty("kind").GetString());
        Assert.Equal((5, 5, 0), (Count(last, "requests"), Count(last, "replies"), Count(last, "junkBytes")));
    }

    [Fact]
    public async Task A_register_that_is_not_there_is_refused_and_an_absent_unit_is_silent()
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(folder, "--link", folder["bus"], "--json", "--no-pace");
        Assert.Contains("Illegal data address", PollText(folder["bus"], 1, "4", 10, first: 100), StringComparison.Ordinal);
        Assert.Contains("Connection timed out", PollText(folder["bus"], 99, "4", 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task It_ends_cleanly_and_takes_its_links_away(int signal)
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(folder, "--link", folder["bus{n}"], "--buses", "3", "--json");
        Assert.True(File.Exists(folder["bus3"]));
        simulator.Signal(signal);
        Assert.Equal(0, simulator.WaitForExit(5_000));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task It_writes_a_site_that_names_its_profile_and_ports()
    {
        using var folder = new TempFolder();
        using var simulator = await StartAsync(folder, "--buses", "2", "--write-site", folder["a/site.json"], "--write-profile", folder["a/p/profile.json"], "--json");
        using var site = JsonDocument.Parse(await File.ReadAllTextAsync(folder["a/site.json"]));
        Assert.Equal("./p/profile.json", site.RootElement.GetProperty("profile").GetString());
        using var profile = JsonDocument.Parse(await File.ReadAllTextAsync(folder["a/p/profile.json"]));
        var port = profile.RootElement.GetProperty("ports").GetProperty("rs485-2").GetProperty("match").GetString()!;
        Assert.StartsWith("path:/dev/pts/", port, StringComparison.Ordinal);
        Assert.Equal(1, Count(JsonDocument.Parse(simulator.Output.First()), "seed"));
    }

    [Fact]
    public async Task A_link_that_an_earlier_run_left_is_replaced_and_a_file_is_not()
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder["old"], "/dev/pts/99999");
        using (var simulator = await StartAsync(folder, "--link", folder["old"], "--json"))
        {
            Assert.InRange(Poll(folder["old"], 1, "4:float", 1)[0], 0.2, 2.4);
        }

        await File.WriteAllTextAsync(folder["file"], "precious");
        var (status, all) = Edgectl.Run("simulate", "--link", folder["file"], "--seconds", "1");
        Assert.Equal(2, status);
        Assert.Contains("no symbolic link", all, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(folder["file"]));
    }

    [Fact]
    public void It_ends_by_itself_after_the_seconds_asked_for()
    {
        var (status, all) = Edgectl.Run("simulate", "--seconds", "1", "--json");
        Assert.Equal(0, status);
        Assert.Contains("\"kind\":\"end\"", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--buses", "0", "1..64")]
    [InlineData("--devices", "248", "1..247")]
    [InlineData("--points", "many", "0..100")]
    [InlineData("--timeouts", "1.5", "0..1")]
    [InlineData("--baud", "-9600", "300..4000000")]
    [InlineData("--scenario", "zoo", "pump-room")]
    [InlineData("--seed", "", "0..2147483647")]
    public void A_wrong_value_is_named_with_what_was_expected(string option, string value, string expected)
    {
        var (status, all) = Edgectl.Run("simulate", option, value);
        Assert.Equal(2, status);
        Assert.Contains($"{option}: '{value}' found; expected", all, StringComparison.Ordinal);
        Assert.Contains(expected, all, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_links_and_unknown_options_are_refused()
    {
        Assert.Equal(2, Edgectl.Run("simulate", "--buses", "2", "--link", "/nowhere/a").Status);
        var (status, all) = Edgectl.Run("simulate", "--busses", "2");
        Assert.Equal(2, status);
        Assert.Contains("--busses", all, StringComparison.Ordinal);
        Assert.Equal(2, Edgectl.Run("simulate", "--link", "/nowhere/a", "--seconds", "1").Status);
    }

    [Fact]
    public void Help_shows_every_verb_and_option()
    {
        var (status, all) = Edgectl.Run("simulate", "--help");
        Assert.Equal(0, status);
        string[] options = ["--link", "--buses", "--devices", "--points", "--scenario", "--baud", "--no-pace", "--noise", "--timeouts", "--crc-errors", "--seed", "--speed", "--seconds", "--write-site", "--write-profile", "--json",
            "--echo", "--noise-bytes", "--late", "--late-by", "--wrong-unit", "--tcp", "--tcp-port", "--hj212", "--sl651", "--mqtt", "--report-every"];
        Assert.All(options, option => Assert.Contains(option, all, StringComparison.Ordinal));
        Assert.Contains("watch", Edgectl.Run("--help").All, StringComparison.Ordinal);
    }

    private static async Task<ChildProcess> StartAsync(TempFolder folder, params string[] arguments)
    {
        Assert.True(Directory.Exists(folder.Path));
        var simulator = Edgectl.Start(["simulate", .. arguments]);
        Assert.True(await simulator.SaysAsync("\"kind\":\"begin\"", 10_000), simulator.All);
        return simulator;
    }

    private static List<double> Poll(string port, int unit, string type, int count, int first = 1)
    {
        var text = PollText(port, unit, type, count, first);
        var values = ValueLine().Matches(text).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.True(values.Count == count, text);
        return values;
    }

    private static string PollText(string port, int unit, string type, int count, int first = 1)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mbpoll"), "mbpoll is missing");
        string[] order = type.EndsWith(":float", StringComparison.Ordinal) ? ["-B"] : [];
        using var master = new ChildProcess("mbpoll", ["-m", "rtu", "-b", "9600", "-P", "none", "-1", "-q", "-a", $"{unit}", "-t", type, .. order, "-r", $"{first}", "-c", $"{count}", port]);
        Assert.NotNull(master.WaitForExit(15_000));
        return master.All;
    }

    private static int Count(JsonDocument line, string name) => line.RootElement.GetProperty(name).GetInt32();

    [GeneratedRegex(@"^\[\d+\]:\s+(-?[0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex ValueLine();
}
