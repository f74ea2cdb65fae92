using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>Every bad input of a site file gives a fault with its place, and all faults come at once.</summary>
public sealed class SiteLoaderTests : IDisposable
{
    private const string Gateway = """ "gateway": { "id": "g-1", "district": "putuo" }, "profile": "board" """;
    private const string Source = """ { "kind": "fake", "port": "rs485-1", "points": ["a"] } """;

    private readonly TempFolder _folder = new();

    public SiteLoaderTests()
    {
        Directory.CreateDirectory(_folder["board"]);
        File.WriteAllText(_folder["board/profile.json"], """
            { "name": "board", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "sources": ["a test"],
              "ports": { "rs485-1": { "match": "path:/dev/null" }, "rs485-2": { "match": "path:/dev/zero" } } }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_file_binds_with_its_defaults()
    {
        var result = Load($$"""{ {{Gateway}}, "sources": [{{Source}},], /* comment */ "uplinks": [{ "kind": "pull" }] }""");
        Assert.Empty(result.Faults);
        Assert.NotNull(result.Site);
        Assert.Equal(60_000, result.Site.Windows.LengthMs);
        Assert.Equal(["127.0.0.1:8470", "[::1]:8470"], result.Site.Pull!.Listen.Select(l => l.ToString()));
        Assert.Equal(64, result.Site.Hash.Length);
        Assert.Equal(0, result.Site.Table.IndexOf("d/a"));
    }

    [Fact]
    public void A_pull_uplink_for_everybody_binds_with_who_may_sign_in()
    {
        var result = Load($$"""
            { {{Gateway}}, "sources": [{{Source}}], "uplinks": [{ "kind": "pull", "listen": ["[::]:8470", "127.0.0.1:8480"], "rate": 50,
              "tls": { "cert": "c.pem", "key": "k.pem", "clientCa": "ca.pem" },
              "tokens": [{ "name": "brain", "secret": "brain-token", "scopes": ["read", "ack"], "consumers": ["city"] }],
              "clients": [{ "name": "desk", "subject": "cn=desk,O=District", "scopes": ["admin"] }] }] }
            """);
        Assert.Empty(result.Faults);
        Assert.Empty(result.Warnings);
        var pull = result.Site!.Pull!;
        Assert.Equal(["[::]:8470", "127.0.0.1:8480"], pull.Listen.Select(l => l.ToString()));
        Assert.Equal((50, true), (pull.RatePerS, pull.NeedsSignIn));
        Assert.Equal(new PullTls("c.pem", "k.pem", "ca.pem"), pull.Tls);
        var token = Assert.Single(pull.Tokens);
        Assert.Equal(("brain", "brain-token", PullScopes.Read | PullScopes.Ack), (token.Name, token.Secret, token.Scopes));
        Assert.Equal(["city"], token.Consumers);
        var client = Assert.Single(pull.Clients);
        Assert.Equal(("desk", "CN=desk, O=District", PullScopes.Admin), (client.Name, client.Subject, client.Scopes));
    }

    [Theory]
    [InlineData("""{ "kind": "pull", "tokens": [{ "name": "a", "secret": "s", "scopes": ["read"] }] }""", "uplinks[0].tokens", "in the clear")]
    [InlineData("""{ "kind": "pull", "tls": { "cert": "c", "key": "k", "clientCa": "a" } }""", "uplinks[0].tls.clientCa", "no certificate is asked for")]
    public void What_is_allowed_but_hardly_meant_is_a_warning(string uplink, string path, string problem)
    {
        var result = Load($$"""{ {{Gateway}}, "sources": [{{Source}}], "uplinks": [{{uplink}}] }""");
        Assert.NotNull(result.Site);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(path, warning.Path);
        Assert.Contains(problem, warning.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tokens_of_one_secret_are_told()
    {
        var fault = Assert.Single(Load($$"""
            { {{Gateway}}, "sources": [{{Source}}], "uplinks": [{ "kind": "pull",
              "tokens": [{ "name": "a", "secret": "s", "scopes": ["read"] }, { "name": "b", "secret": "s", "scopes": ["admin"] }] }] }
            """).Faults);
        Assert.Equal("uplinks[0].tokens[1].secret", fault.Path);
    }

    [Fact]
    public void Broken_json_tells_line_and_column()
    {
        var fault = Assert.Single(Load("{\n  \"gateway\": { \"label\": \"水泵\", ! }\n}").Faults);
        Assert.Equal((2, 31), (fault.Line, fault.Column));
        Assert.Contains("no valid JSON", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"label\": \"\\ud83d\"", 3)]
    [InlineData("\"\\udc00x\": 1", 3)]
    public void Half_a_surrogate_pair_is_no_valid_json(string member, int column)
    {
        var fault = Assert.Single(Load("{\n  " + member + "\n}").Faults);
        Assert.Equal(2, fault.Line);
        Assert.True(fault.Column >= column);
        Assert.Contains("surrogate", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"windws\": {}", "windws", "did you mean \"windows\"?")]
    [InlineData("\"windows\": { \"length\": \"0 s\" }", "windows.length", "out of range")]
    [InlineData("\"windows\": { \"length\": \"7 s\" }", "windows.length", "does not divide a day")]
    [InlineData("\"windows\": { \"length\": 60 }", "windows.length", "60")]
    [InlineData("\"buffer\": { \"budget\": \"1 KiB\" }", "buffer.budget", "out of range")]
    [InlineData("\"console\": { \"listen\": \"0.0.0.0:8471\" }", "console.listen", "not loopback")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://u:secret@h\"] }]", "uplinks[0].servers[0]", "user or password")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"] }, { \"kind\": \"mqtt\", \"servers\": [\"mqtt://i\"] }]", "uplinks[1]", "two uplinks")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"], \"topic\": \"a/{class}/{gatway}\" }]", "uplinks[0].topic", "did you mean \"{gateway}\"?")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\", \"mqtt://h\"] }]", "uplinks[0].servers[1]", "twice")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"], \"cert\": \"c.pem\" }]", "uplinks[0]", "both \"cert\" and \"key\"")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"], \"password\": { \"secret\": \"broker\" } }]", "uplinks[0].password", "without a \"user\"")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"], \"password\": \"the-secret\" }]", "uplinks[0].password", "a value that is not shown is a string")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"http://u:the-secret@h\"] }]", "uplinks[0].servers[0]", "http://...@h")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\" }, { \"kind\": \"pull\" }]", "uplinks[1]", "second uplink of kind pull")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"required\": [\"brain\", \"brain\"] }]", "uplinks[0].required[1]", "twice")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"] }, { \"kind\": \"pull\", \"required\": [\"mqtt\"] }]", "uplinks[1].required[0]", "name of an MQTT uplink")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"listen\": \"0.0.0.0:8470\" }]", "uplinks[0].listen", "not loopback")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"listen\": \"0.0.0.0:8470\", \"tls\": { \"cert\": \"c.pem\", \"key\": \"k.pem\" } }]", "uplinks[0].listen", "not loopback")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"listen\": \"0.0.0.0:8470\", \"tokens\": [{ \"name\": \"a\", \"secret\": \"s\", \"scopes\": [\"read\"] }] }]", "uplinks[0].listen", "not loopback")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tls\": { \"cert\": \"c.pem\", \"key\": \"k.pem\" }, \"tokens\": [{ \"name\": \"a\", \"secret\": \"s\", \"scopes\": [\"read\"] }, { \"name\": \"a\", \"secret\": \"t\", \"scopes\": [\"read\"] }] }]", "uplinks[0].tokens[1].name", "another token or client")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tokens\": [{ \"name\": \"a\", \"secret\": \"s\", \"scopes\": [\"write\"] }] }]", "uplinks[0].tokens[0].scopes[0]", "not known")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tokens\": [{ \"name\": \"a\", \"secret\": \"s\", \"scopes\": [] }] }]", "uplinks[0].tokens[0].scopes", "0 items")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tls\": { \"cert\": \"c.pem\", \"key\": \"k.pem\" }, \"clients\": [{ \"name\": \"a\", \"scopes\": [\"read\"], \"dns\": \"b.example\" }] }]", "uplinks[0].clients", "without authorities")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tls\": { \"cert\": \"c.pem\", \"key\": \"k.pem\", \"clientCa\": \"ca.pem\" }, \"clients\": [{ \"name\": \"a\", \"scopes\": [\"read\"] }] }]", "uplinks[0].clients[0]", "neither")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tls\": { \"cert\": \"c.pem\", \"key\": \"k.pem\", \"clientCa\": \"ca.pem\" }, \"clients\": [{ \"name\": \"a\", \"scopes\": [\"read\"], \"dns\": \"b.example\", \"subject\": \"CN=b\" }] }]", "uplinks[0].clients[0]", "both")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tls\": { \"cert\": \"c.pem\", \"key\": \"k.pem\", \"clientCa\": \"ca.pem\" }, \"clients\": [{ \"name\": \"a\", \"scopes\": [\"read\"], \"subject\": \"the brain\" }] }]", "uplinks[0].clients[0].subject", "no distinguished name")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"rate\": 0 }]", "uplinks[0].rate", "out of range")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\", \"tls\": { \"cert\": \"c.pem\" } }]", "uplinks[0].tls", "\"key\" is missing")]
    [InlineData("\"uplinks\": [{ \"kind\": \"pull\" }], \"console\": { \"listen\": \"127.0.0.1:8470\" }", "console.listen", "taken by uplinks[0]")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"name\": \"m\\n\", \"servers\": [\"mqtt://h\"] }]", "uplinks[0].name", "wrong form")]
    [InlineData("\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://h\"], \"topic\": \"{class}\\n\" }]", "uplinks[0].topic", "wrong form")]
    [InlineData("\"windows\": { \"health\": 7 }", "windows.health", "7 is a number")]
    [InlineData("\"gateway\": 1e999", "gateway", "twice")]
    [InlineData("\"uplinks\": [{ \"kind\": \"push\" }]", "uplinks[0].kind", "unknown kind")]
    [InlineData("\"log\": {}, \"log\": {}", "log", "twice")]
    public void A_bad_member_is_told_with_its_path(string member, string path, string problem)
    {
        var fault = Assert.Single(Load($$"""{ {{Gateway}}, "sources": [{{Source}}], {{member}} }""").Faults);
        Assert.Equal(path, fault.Path);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString().Replace("\"secret\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(fault.Line > 0 && fault.Column > 0);
    }

    [Theory]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "points": ["a"], "register": 70000 }""", "sources[0].register", "0 to 65535")]
    [InlineData("""{ "kind": "fake", "port": "rs485-3", "points": ["a"] }""", "sources[0].port", "rs485-1, rs485-2")]
    [InlineData("""{ "kind": "camera" }""", "sources[0].kind", "fake")]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "points": ["a", "a"] }""", "sources[0]", "each name once")]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "register": 1e999 }""", "sources[0].register", "integer")]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "devices": [{ "name": "a", "points": [{ "name": "p", "unit": "°C" }] }] }""", "sources[0].devices[0].points[0].unit", "UCUM")]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "devices": [{ "name": "a", "points": [{ "name": "p" }, { "name": "p" }] }] }""", "sources[0].devices[0].points[1].name", "each point's name once")]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "devices": [{ "name": "a", "points": [] }] }, { "kind": "fake", "port": "rs485-2", "devices": [{ "name": "a", "points": [] }] }""", "sources[1].devices[0].name", "each device's name once")]
    [InlineData("""{ "kind": "fake", "port": "rs485-1", "points": ["a"] }, { "kind": "fake", "port": "rs485-1", "device": "e", "points": ["a"] }""", "sources[1].port", "a line of its own")]
    public void A_bad_source_is_told_with_what_was_expected(string sources, string path, string expected)
    {
        var fault = Assert.Single(Load($$"""{ {{Gateway}}, "sources": [{{sources}}] }""").Faults);
        Assert.Equal(path, fault.Path);
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_come_at_once()
    {
        var faults = Load("""
            { "gateway": { "id": "UPPER", "district": "putuo" }, "profile": "bord", "windws": {},
              "sources": [{ "kind": "fake", "port": "rs485-1", "points": ["a"], "register": -1 }], "buffer": { "commit": "1 h" } }
            """).Faults;
        Assert.Equal(["buffer.commit", "gateway.id", "profile", "sources[0].register", "windws"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Eleven_faults_of_all_sorts_come_at_once_each_with_its_place()
    {
        var faults = Load("""
            {
              "gateway": { "id": "泵房", "district": "putuo" },
              "profile": "board",
              "sources": [
                { "kind": "fake", "port": "rs485-1", "devices": [
                  { "name": "sump", "points": [{ "name": "level", "unit": "m", "range": [5, 0] }, { "name": "level" }] } ] },
                { "kind": "fake", "port": "rs485-9", "register": 70000, "devices": [
                  { "name": "sump", "points": [{ "name": "flow", "unit": "m³/h" }] } ] },
                { "kind": "fake", "port": "rs485-1" }
              ],
              "windows": { "length": "7 s" },
              "uplinks": [{ "kind": "mqtt", "servers": ["mqtt://h"], "key": "k.pem" }],
              "consol": {}
            }
            """).Faults;
        (string Path, int Line, int Column)[] expected =
        [
            ("consol", 13, 13), ("gateway.id", 2, 22), ("sources[0].devices[0].points[0].range", 6, 77), ("sources[0].devices[0].points[1].name", 6, 97),
            ("sources[1].devices[0].name", 8, 17), ("sources[1].devices[0].points[0].unit", 8, 62), ("sources[1].port", 7, 31), ("sources[1].register", 7, 54),
            ("sources[2].port", 9, 31), ("uplinks[0]", 12, 15), ("windows.length", 11, 26),
        ];
        Assert.Equal(expected, faults.Select(f => (f.Path, f.Line, f.Column)).OrderBy(f => f.Path, StringComparer.Ordinal));
        Assert.All(faults, f => Assert.EndsWith("site.json", f.File, StringComparison.Ordinal));
        Assert.All(faults, f => Assert.NotEmpty(f.Expected));
    }

    [Fact]
    public void Faults_of_one_point_hide_no_faults_of_the_others()
    {
        var faults = Load($$"""
            { {{Gateway}}, "sources": [{ "kind": "fake", "port": "rs485-1", "register": -1, "devices": [
              { "name": "BAD", "points": [{ "name": "x", "range": [9, 8] }] },
              { "name": "a", "points": [
                { "name": "p", "unit": "kWh", "range": [7, 6] },
                { "name": "q", "range": [5, 4] },
                { "name": "r", "range": [0, 1] },
                { "name": "s", "range": [3, 2] }] }] }] }
            """).Faults;
        Assert.Equal(
            [
                ("sources[0].register", 1), ("sources[0].devices[0].name", 2), ("sources[0].devices[1].points[0].unit", 4),
                ("sources[0].devices[1].points[1].range", 5), ("sources[0].devices[1].points[3].range", 7),
            ],
            faults.Select(f => (f.Path, f.Line)));
    }

    [Fact]
    public void A_faulty_profile_hides_no_fault_of_the_site()
    {
        File.WriteAllText(_folder["board/profile.json"], """{ "name": "board", "arch": "linux-x64", "cores": 0, "memory": "1 GiB", "sources": ["a test"] }""");
        var faults = Load($$"""{ {{Gateway}}, "sources": [{{Source}}], "windows": { "length": "7 s" } }""").Faults;
        Assert.Equal(["cores", "windows.length"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_poll_slower_than_the_window_is_a_warning()
    {
        var result = Load($$"""{ {{Gateway}}, "sources": [{ "kind": "fake", "port": "rs485-1", "points": ["a"], "poll": "2 min" }] }""");
        Assert.NotNull(result.Site);
        Assert.Contains("d/a", Assert.Single(result.Warnings).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_a_folder_or_too_large_is_told()
    {
        Assert.Contains("does not exist", Assert.Single(SiteLoader.Load(_folder["none.json"], [], []).Faults).Problem, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Single(SiteLoader.Load(_folder.Path, [], []).Faults).Problem, StringComparison.Ordinal);
        File.WriteAllBytes(_folder["large.json"], new byte[(4 << 20) + 1]);
        Assert.Contains("bytes", Assert.Single(SiteLoader.Load(_folder["large.json"], [], []).Faults).Problem, StringComparison.Ordinal);
        File.WriteAllBytes(_folder["latin.json"], [(byte)'{', (byte)'"', 0xE9, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        var latin = Assert.Single(SiteLoader.Load(_folder["latin.json"], [], []).Faults);
        Assert.Equal((1, 3), (latin.Line, latin.Column));
        Assert.Contains("E9 is no UTF-8", latin.Problem, StringComparison.Ordinal);
    }

    private SiteResult Load(string text)
    {
        File.WriteAllText(_folder["site.json"], text);
        return SiteLoader.Load(_folder["site.json"], [_folder.Path], [new FakeKind()]);
    }
}
