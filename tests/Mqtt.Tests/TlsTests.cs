using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>TLS with certificates of a test's own authority.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Source = """
        { "kind": "mqtt", "server": "mqtts://127.0.0.1:PORT", "ca": "CA"MORE, "devices": [ { "name": "d", "topic": "d", "points": [ { "name": "v", "path": "$.v" } ] } ] }
        """;

    private readonly BrokerWorld _world = new();
    private readonly TestAuthority _authority = new("ours");

    public void Dispose()
    {
        _world.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_broker_of_the_right_authority_is_trusted_and_sees_the_client_s_certificate()
    {
        using var broker = await StartBroker(_authority, "require_certificate true\nuse_identity_as_username true");
        var (cert, key) = _authority.Client("CN=gw-1", "gw-1");
        Save("gw.pem", cert);
        Save("gw.key", key);
        await _world.StartAndConnect(With("ours.pem", $", \"cert\": \"{_world.Folder["gw.pem"]}\", \"key\": \"{_world.Folder["gw.key"]}\""), broker);
        Assert.True(await broker.SaysAsync("u'gw-1'", BrokerWorld.SafetyMs), broker.All);
    }

    [Fact]
    public async Task A_broker_of_another_authority_is_refused()
    {
        using var other = new TestAuthority("other");
        using var broker = await StartBroker(other, "allow_anonymous true");
        Save("ours.pem", _authority.Pem);
        _world.Start(With("ours.pem", ""));
        await BrokerWorld.Until(() => _world.Host.Fault.Contains("TLS", StringComparison.OrdinalIgnoreCase), () => _world.Host.Fault);
        Assert.False(_world.Host.IsOpen);
    }

    [Fact]
    public async Task A_missing_file_is_told()
    {
        _world.Start(With("nowhere.pem", ""));
        await BrokerWorld.Until(() => _world.Host.Fault.Contains("see the files of ca", StringComparison.Ordinal), () => _world.Host.Fault);
    }

    private Task<ChildProcess> StartBroker(TestAuthority authority, string more)
    {
        var (cert, key) = authority.Server("broker.lan");
        Save("ours.pem", authority.Pem);
        Save("broker.pem", cert);
        Save("broker.key", key);
        return _world.StartBroker($"cafile {_world.Folder["ours.pem"]}\ncertfile {_world.Folder["broker.pem"]}\nkeyfile {_world.Folder["broker.key"]}\n{more}");
    }

    private void Save(string name, string text) => File.WriteAllText(_world.Folder[name], text);

    private string With(string ca, string more) => Source.Replace("CA\"MORE", $"{_world.Folder[ca]}\"{more}", StringComparison.Ordinal);
}
