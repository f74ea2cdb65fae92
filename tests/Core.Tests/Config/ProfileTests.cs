using EdgeAgent.Core.Config;

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
}
