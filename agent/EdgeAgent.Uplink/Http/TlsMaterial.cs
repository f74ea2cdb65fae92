using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Core.Config;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Http;

/// <summary>
/// Certificate, key and client authorities of the pull API. The files are looked at once a second at most while connections come, and once an hour; changed ones are
/// taken up for new connections, and what cannot be read leaves the old ones in place. Thread-safe.
/// </summary>
internal sealed class TlsMaterial : IDisposable
{
    /// <summary>The log warns for so long before the certificate ends.</summary>
    public static readonly TimeSpan WarnBefore = TimeSpan.FromDays(30);

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const long LookAgainMs = 1_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);

    private readonly PullTls _files;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Loaded _loaded;
    private FileMarks _marks;
    private long _lookedMs;
    private string _fault = "";
    private DateTimeOffset _warned = DateTimeOffset.MinValue;

    /// <summary>Reads the files. Throws <see cref="IOException"/> with what is wrong.</summary>
    public TlsMaterial(PullTls files, TimeProvider time, ILogger log)
    {
        _files = files;
        _time = time;
        _log = log;
        _marks = FileMarks.Of(files);
        _loaded = Read(files);
        WarnOfEnd();
        _timer = time.CreateTimer(_ => LookAgain(isHourly: true), null, LookEvery, LookEvery);
    }

    /// <summary>Options for one handshake.</summary>
    /// <param name="asksClient">True when client certificates are asked for; who has none may still sign in by token.</param>
    public SslServerAuthenticationOptions OptionsFor(bool asksClient)
    {
        LookAgain(isHourly: false);
        var loaded = Volatile.Read(ref _loaded);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = loaded.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = asksClient && loaded.Authorities is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
        };
        if (options.ClientCertificateRequired)
        {
            // A resumed session would not be verified again when the authorities change.
            options.AllowTlsResume = false;
            options.CertificateChainPolicy = PolicyOf(loaded.Authorities!);
            options.RemoteCertificateValidationCallback = static (_, certificate, _, errors) =>
                errors == SslPolicyErrors.None || (certificate is null && errors == SslPolicyErrors.RemoteCertificateNotAvailable);
        }

        return options;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    private static Loaded Read(PullTls files)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPemFile(files.CertFile, files.KeyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.CertFile);
            chain.RemoveAt(0);
            X509Certificate2Collection? authorities = null;
            if (files.ClientCaFile.Length > 0)
            {
                authorities = [];
                authorities.ImportFromPemFile(files.ClientCaFile);
                if (authorities.Count == 0)
                {
                    throw new IOException($"{files.ClientCaFile} holds no certificate; expected the authorities of client certificates as PEM");
                }
            }

            return new Loaded(SslStreamCertificateContext.Create(leaf, chain, offline: true), leaf.NotAfter.ToUniversalTime(), authorities);
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"{files.CertFile} with {files.KeyFile} is no certificate with its key as PEM: {e.Message}", e);
        }
    }

    private void LookAgain(bool isHourly)
    {
        var nowMs = (long)_time.GetElapsedTime(0).TotalMilliseconds;
        lock (_lock)
        {
            if (!isHourly && nowMs - _lookedMs < LookAgainMs)
            {
                return;
            }

            _lookedMs = nowMs;
            var marks = FileMarks.Of(_files);
            if (marks != _marks || _fault.Length > 0)
            {
                _marks = marks;
                TakeUp();
            }

            WarnOfEnd();
        }
    }

    private void TakeUp()
    {
        try
        {
            Volatile.Write(ref _loaded, Read(_files));
            _fault = "";
            _warned = DateTimeOffset.MinValue;
            Log.CertificateRead(_log, _files.CertFile, _loaded.NotAfter);
        }
        catch (IOException e)
        {
            // Half-written files are whole a moment later: tried again, told once.
            if (e.Message != _fault)
            {
                _fault = e.Message;
                Log.CertificateUnusable(_log, e.Message);
            }
        }
    }

    private void WarnOfEnd()
    {
        var now = _time.GetUtcNow();
        if (_loaded.NotAfter - now < WarnBefore && now - _warned >= WarnEvery)
        {
            _warned = now;
            Log.CertificateEnds(_log, _files.CertFile, _loaded.NotAfter);
        }
    }

    private sealed record Loaded(SslStreamCertificateContext Context, DateTimeOffset NotAfter, X509Certificate2Collection? Authorities);

    private readonly record struct FileMarks(DateTime Cert, DateTime Key, DateTime ClientCa)
    {
        public static FileMarks Of(PullTls files) =>
            new(File.GetLastWriteTimeUtc(files.CertFile), File.GetLastWriteTimeUtc(files.KeyFile), files.ClientCaFile.Length > 0 ? File.GetLastWriteTimeUtc(files.ClientCaFile) : default);
    }
}
