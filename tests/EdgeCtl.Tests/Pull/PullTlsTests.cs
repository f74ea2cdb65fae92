using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EdgeCtl.Tests.Pull;

/// <summary>Pulling over TLS with an authority of one's own, a client certificate and a token.</summary>
public sealed class PullTlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _authority = MakeAuthority("CN=test authority");

    public PullTlsTests()
    {
        File.WriteAllText(_folder["ca.pem"], _authority.ExportCertificatePem());
        using var stranger = MakeAuthority("CN=stranger");
        File.WriteAllText(_folder["stranger.pem"], stranger.ExportCertificatePem());
        using var client = Issue("CN=brain", "1.3.6.1.5.5.7.3.2");
        File.WriteAllText(_folder["client.pem"], client.ExportCertificatePem());
        File.WriteAllText(_folder["client.key"], client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder["token"], "token-one\n");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task With_the_authority_the_certificate_and_the_token_it_pulls()
    {
        await using var gateway = await StartAsync(asksForCertificate: true);
        var (status, all) = Pull(gateway, "--ca", _folder["ca.pem"], "--cert", _folder["client.pem"], "--key", _folder["client.key"], "--token-file", _folder["token"]);
        Assert.True(status == 0, all);
        Assert.Equal("Bearer token-one", Assert.Single(gateway.Authorizations));
        Assert.DoesNotContain("token-one", all, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder["out"], "*.ndjson", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Without_the_authority_or_with_another_one_nothing_is_sent()
    {
        await using var gateway = await StartAsync(asksForCertificate: false);
        Assert.Equal(1, Pull(gateway, "--token-file", _folder["token"]).Status);
        var (status, all) = Pull(gateway, "--ca", _folder["stranger.pem"], "--token-file", _folder["token"]);
        Assert.Equal(1, status);
        Assert.Contains("is not reached", all, StringComparison.Ordinal);
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task Without_the_client_certificate_it_is_turned_away()
    {
        await using var gateway = await StartAsync(asksForCertificate: true);
        Assert.Equal(1, Pull(gateway, "--ca", _folder["ca.pem"]).Status);
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task A_refusal_tells_which_options_to_look_at()
    {
        await using var gateway = await StartAsync(asksForCertificate: false);
        gateway.Before = context =>
        {
            context.Response.StatusCode = 401;
            return true;
        };
        var (status, all) = Pull(gateway, "--ca", _folder["ca.pem"], "--token-file", _folder["token"]);
        Assert.Equal(1, status);
        Assert.Contains("answered 401; see --token-file, --cert and --key", all, StringComparison.Ordinal);
    }

    private (int? Status, string All) Pull(ScriptedGateway gateway, params string[] more) =>
        Edgectl.Run(["pull", "--gateway", gateway.Url, "--to", _folder["out"], "--patience", "1", .. more]);

    private async Task<ScriptedGateway> StartAsync(bool asksForCertificate)
    {
        var server = Issue("CN=gw-1", "1.3.6.1.5.5.7.3.1");
        var gateway = await ScriptedGateway.StartAsync(listen => listen.UseHttps(server, https =>
        {
            https.ClientCertificateMode = asksForCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Issuer == "CN=test authority" && certificate.Subject == "CN=brain";
        }));
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1)));
        return gateway;
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private X509Certificate2 Issue(string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
