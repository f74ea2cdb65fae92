using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeCtl.Pull;

/// <summary>The HTTP connections to all gateways: TLS, client certificate, token, limits.</summary>
internal static class GatewayHttp
{
    private const int ConnectTimeoutS = 10;
    private const int IdleS = 60;
    private const int MaxTokenBytes = 16_384;

    /// <summary>Makes them. Throws <see cref="PullException"/> for a file that cannot be used.</summary>
    public static HttpClient Make(PullOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeoutS),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(IdleS),
        };
        if (options.CaFile is { } ca)
        {
            var authorities = new X509Certificate2Collection();
            Load("--ca", ca, () => authorities.ImportFromPemFile(ca));
            if (authorities.Count == 0)
            {
                throw new PullException($"--ca {ca} holds no certificate; expected PEM", PullFaultKind.Lasting);
            }

            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (options.CertFile is { } cert)
        {
            Load("--cert, --key", cert, () => handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(cert, options.KeyFile), null));
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Reads the token, anew for each session so that it may be changed while the tool runs; null for none.</summary>
    public static string? ReadToken(PullOptions options)
    {
        if (options.TokenFile is not { } file)
        {
            return null;
        }

        try
        {
            var token = new FileInfo(file).Length <= MaxTokenBytes ? File.ReadAllText(file).Trim() : "";
            return token.Length > 0 && token.All(c => c is > ' ' and < '\u007f')
                ? token
                : throw new PullException($"--token-file {file} holds no token; expected one line of visible ASCII, at most {MaxTokenBytes} bytes", PullFaultKind.Lasting);
        }
        catch (Exception e) when (e is IOException and not PullException or UnauthorizedAccessException)
        {
            throw new PullException($"--token-file {file} cannot be read: {e.Message}", PullFaultKind.Lasting);
        }
    }

    private static void Load(string option, string file, Action load)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new PullException($"{option} {file} cannot be used: {e.Message}", PullFaultKind.Lasting);
        }
    }
}
