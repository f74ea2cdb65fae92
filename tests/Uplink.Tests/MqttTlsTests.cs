using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Uplink;

/// <summary>TLS with certificates made by openssl.</summary>
public sealed class MqttTlsTests : MqttTestBase
{
    private readonly int _port = FakeGatewayView.FreePort();

    [Fact]
    public async Task A_broker_of_the_right_authority_is_trusted_and_sees_the_client_s_certificate()
    {
        MakeAuthority("ca");
        MakeCertificate("ca", "broker", "IP:127.0.0.1");
        MakeCertificate("ca", "gw-1", "DNS:gw-1");
        using var broker = await StartTlsBroker("require_certificate true\nuse_identity_as_username true");
        using var receiver = await Subscribe(_port, IPAddress.Loopback, "--cafile", Folder["ca.pem"], "--cert", Folder["gw-1.pem"], "--key", Folder["gw-1.key"]);
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start(Config("ca") with { CertFile = Folder["gw-1.pem"], KeyFile = Folder["gw-1.key"] });
        await Until(() => Reached(SummaryClass.Alarm) == 1, () => uplink.View().ToString());
        Assert.True(await broker.SaysAsync("u'gw-1'", SafetyMs), broker.All);
        Assert.StartsWith("mqtts://", uplink.View().Server, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_of_another_authority_is_refused()
    {
        MakeAuthority("ca");
        MakeAuthority("other");
        MakeCertificate("ca", "broker", "IP:127.0.0.1");
        await IsRefused("other");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        MakeAuthority("ca");
        MakeCertificate("ca", "broker", "DNS:elsewhere.example");
        await IsRefused("ca");
    }

    [Fact]
    public async Task A_missing_authority_file_is_told()
    {
        await using var uplink = Start(Config("nowhere"));
        await Until(() => uplink.View().Fault.Contains("caFile", StringComparison.Ordinal), () => uplink.View().ToString());
    }

    private async Task IsRefused(string authority)
    {
        using var broker = await StartTlsBroker("allow_anonymous true");
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start(Config(authority));
        await Until(() => uplink.View().Fault.Contains("TLS", StringComparison.OrdinalIgnoreCase), () => $"{uplink.View()}\n{broker.All}");
        Assert.False(uplink.View().Connected);
        Assert.Equal(0UL, Reached(SummaryClass.Alarm));
        Assert.DoesNotContain("as edge-gw-1", broker.All, StringComparison.Ordinal);
    }

    private MqttUplinkConfig Config(string authority) => new() { Servers = [new Uri($"mqtts://127.0.0.1:{_port}")], CaFile = Folder[$"{authority}.pem"] };

    private Task<ChildProcess> StartTlsBroker(string more) =>
        StartBroker(_port, IPAddress.Loopback, $"cafile {Folder["ca.pem"]}\ncertfile {Folder["broker.pem"]}\nkeyfile {Folder["broker.key"]}\n{more}");

    private void MakeAuthority(string name) =>
        OpenSsl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", $"/CN={name}", "-keyout", Folder[$"{name}.key"], "-out", Folder[$"{name}.pem"]);

    private void MakeCertificate(string authority, string name, string alternative) =>
        OpenSsl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", $"/CN={name}", "-addext", $"subjectAltName={alternative}",
            "-addext", "basicConstraints=critical,CA:FALSE", "-CA", Folder[$"{authority}.pem"], "-CAkey", Folder[$"{authority}.key"], "-keyout", Folder[$"{name}.key"], "-out", Folder[$"{name}.pem"]);

    private static void OpenSsl(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        using var openssl = new ChildProcess("openssl", arguments);
        Assert.True(openssl.WaitForExit(SafetyMs) == 0, openssl.All);
    }
}
