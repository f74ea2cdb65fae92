using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>The profiles that ship load, and say nothing impossible.</summary>
public sealed class ProfileTests
{
    private static readonly Dictionary<string, int> LinesOf = new() { ["pinctrl-bcm2711"] = 58, ["pinctrl-rp1"] = 54 };

    public static TheoryData<string> Boards => ["generic-x86_64", "raspberry-pi-4", "raspberry-pi-5", "rockchip-rk3568", "nxp-imx8mm"];

    private static string Folder
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "EdgeAgent.sln")))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no EdgeAgent.sln above the tests");
            }

            return Path.Combine(folder, "firmware-profiles");
        }
    }

    [Fact]
    public void All_that_ship_are_tested() => Assert.Equal(Boards.Select(b => b.Data).Order(StringComparer.Ordinal), ProfileLoader.Names([Folder]));

    [Theory]
    [MemberData(nameof(Boards))]
    public void Loads_and_is_plausible(string board)
    {
        var faults = new List<ConfigFault>();
        var path = ProfileLoader.Find(board, "site.json", [Folder]);
        Assert.NotNull(path);
        var loaded = ProfileLoader.Load(path, faults);
        Assert.Empty(faults);
        Assert.NotNull(loaded);
        var profile = loaded.Value.Profile;
        Assert.Equal(board, profile.Name);
        Assert.Equal(board.Contains("x86", StringComparison.Ordinal) ? "linux-x64" : "linux-arm64", profile.Arch);
        Assert.InRange(profile.InferenceThreads, 1, profile.Cores);
        Assert.Contains("rs485-1", profile.Ports.Keys);
        Assert.Equal(profile.Ports.Count, profile.Ports.Values.Select(p => p.Match).Distinct().Count());
        Assert.All(profile.Lines.Values, l => Assert.InRange(l.Line, 0, LinesOf[l.Chip] - 1));
        Assert.All(profile.Lines.Values.Where(l => l.Output), l => Assert.NotNull(l.FailSafe));
        Assert.Equal(profile.Lines.Count, profile.Lines.Values.Select(l => (l.Chip, l.Line)).Distinct().Count());
        Assert.Contains("to be verified", File.ReadAllText(Path.Combine(Folder, board, "profile.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, board, "README.md")));
    }

    [Fact]
    public void What_does_not_fit_together_is_told_with_its_path()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["profile.json"], """
            { "name": "board", "arch": "linux-x64", "cores": 2, "memory": "1 GiB", "sources": ["a test"], "inference": { "threads": 3 },
              "ports": { "rs485-1": { "match": "path:/dev/ttyS0" }, "com1": { "match": "path:/dev/ttyS0" } },
              "lines": { "door": { "chip": "gpio0", "line": 4, "failsafe": 0 }, "tamper": { "chip": "gpio0", "line": 4 } },
              "i2c": { "a": "/dev/i2c-1", "b": "/dev/i2c-1" } }
            """);
        var faults = new List<ConfigFault>();
        Assert.Null(ProfileLoader.Load(folder["profile.json"], faults));
        Assert.Equal(["i2c.b", "inference.threads", "lines.door.failsafe", "lines.tamper.line", "ports.com1.match"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.All(faults, f => Assert.True(f.Line > 0 && f.Column > 0 && f.Expected.Length > 0));
    }
}
