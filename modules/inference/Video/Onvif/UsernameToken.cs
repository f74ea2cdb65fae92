using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Signs a question by user and password (WS-Security UsernameToken Profile 1.0, section 3.1, PasswordDigest), as ONVIF asks for (Core Specification, section 5.9.3).</summary>
public static class UsernameToken
{
    private const string Wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    private const int NonceBytes = 16;

    /// <summary>The header's element. <paramref name="createdUtc"/> is by the camera's clock: it refuses what seems old.</summary>
    public static string Header(CameraCredentials credentials, DateTimeOffset createdUtc)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var created = createdUtc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $"<w:Security s:mustUnderstand=\"1\" xmlns:w=\"{Wss}wssecurity-secext-1.0.xsd\" xmlns:u=\"{Wss}wssecurity-utility-1.0.xsd\"><w:UsernameToken>"
            + $"<w:Username>{SecurityElement.Escape(credentials.User)}</w:Username>"
            + $"<w:Password Type=\"{Wss}username-token-profile-1.0#PasswordDigest\">{Digest(nonce, created, credentials.Password)}</w:Password>"
            + $"<w:Nonce EncodingType=\"{Wss}soap-message-security-1.0#Base64Binary\">{Convert.ToBase64String(nonce)}</w:Nonce>"
            + $"<u:Created>{created}</u:Created></w:UsernameToken></w:Security>";
    }

    /// <summary>Base64 of SHA-1 over nonce, creation time and password.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The profile knows no other.")]
    public static string Digest(ReadOnlySpan<byte> nonce, string created, string password) =>
        Convert.ToBase64String(SHA1.HashData([.. nonce, .. Encoding.UTF8.GetBytes(created), .. Encoding.UTF8.GetBytes(password)]));
}
