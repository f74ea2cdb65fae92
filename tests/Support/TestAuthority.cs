using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Tests.Support;

/// <summary>An authority of a test's own that signs certificates.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2 _root;
    private int _serial;

    /// <summary>Makes it.</summary>
    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(400));
    }

    /// <summary>Its certificate.</summary>
    public X509Certificate2 Certificate => _root;

    /// <summary>Its certificate as PEM.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>Signs a certificate for a server on loopback and in DNS; PEM of certificate and key.</summary>
    public (string Cert, string Key) Server(string dns, int days = 90) => Sign($"CN={dns}", ServerAuthentication, dns, days);

    /// <summary>Signs a certificate for a client.</summary>
    public (string Cert, string Key) Client(string subject, string dns) => Sign(subject, ClientAuthentication, dns, 90);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private (string Cert, string Key) Sign(string subject, string usage, string dns, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dns);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(days), [(byte)++_serial]);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
