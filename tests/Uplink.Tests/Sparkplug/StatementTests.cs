namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>One captured life for each version of MQTT, shared by the tests of all statements.</summary>
public sealed class SparkplugLives : IAsyncLifetime
{
    internal Dictionary<string, SparkplugCapture> ByVersion { get; } = new() { ["3.1.1"] = new SparkplugCapture(isVersion5: false), ["5"] = new SparkplugCapture(isVersion5: true) };

    public async ValueTask InitializeAsync()
    {
        if (File.Exists("/usr/sbin/mosquitto"))
        {
            await Task.WhenAll(ByVersion.Values.Select(c => c.RunAsync()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var capture in ByVersion.Values)
        {
            await capture.DisposeAsync();
        }
    }
}

/// <summary>Each normative statement of the specification is checked, by both versions of MQTT, or listed with why it is not.</summary>
public sealed class StatementTests(SparkplugLives lives) : IClassFixture<SparkplugLives>
{
    private static readonly string[] Ids = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Sparkplug", "sparkplug-ids.txt")).Where(l => l.Length > 0 && l[0] != '#')];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var id in Ids.Where(Statements.All.ContainsKey))
        {
            cases.Add(id, "3.1.1");
            cases.Add(id, "5");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Statement_holds(string id, string version)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/mosquitto"), "mosquitto is not installed");
        Statements.All[id](lives.ByVersion[version]);
    }

    [Fact]
    public void Every_statement_has_a_check_or_a_reason_and_not_both()
    {
        Assert.Equal(303, Ids.Length);
        var neither = Ids.Where(id => !Statements.All.ContainsKey(id) && NotApplicable.ReasonFor(id) is null);
        Assert.Empty(neither);
        Assert.DoesNotContain(Ids, id => Statements.All.ContainsKey(id) && NotApplicable.ReasonFor(id) is not null);
    }

    [Fact]
    public void Nothing_is_checked_or_excused_that_the_specification_does_not_say()
    {
        Assert.Empty(Statements.All.Keys.Except(Ids));
        Assert.All(NotApplicable.Reasons.Keys, k => Assert.Contains(Ids, id => k == id || (k.EndsWith('*') && id.StartsWith(k[..^1], StringComparison.Ordinal))));
    }
}
