using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>How a simulated camera tells who asks: by WS-Security with its own clock, or by HTTP Digest.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The profile of WS-Security knows no other.")]
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "Many cameras know no other for HTTP Digest.")]
internal sealed class CameraGuard(CameraTraits traits)
{
    /// <summary>What it wants instead; Basic is a trap.</summary>
    public static readonly StringValues Challenges = new(["Basic realm=\"camera\"", "Digest realm=\"camera\", qop=\"auth\", nonce=\"n0nce\", algorithm=MD5"]);

    private const int ToleranceS = 10;
    private static readonly XNamespace Wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static readonly XNamespace Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private readonly HashSet<string> _nonces = [];
    private int _refusals;

    /// <summary>Sign-ins that were refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>Its clock.</summary>
    public DateTimeOffset Now => DateTimeOffset.UtcNow.AddSeconds(traits.ClockS);

    /// <summary>True when this one may.</summary>
    public bool Lets(HttpContext http, XElement? header)
    {
        if (traits.User.Length == 0)
        {
            return true;
        }

        var authorization = http.Request.Headers.Authorization.ToString();
        Assert.False(authorization.StartsWith("Basic", StringComparison.OrdinalIgnoreCase), "the password was sent as it is");
        var lets = traits.IsHttpDigest ? LetsDigest(authorization, http.Request.Method) : LetsToken(header?.Element(Wss + "Security")?.Element(Wss + "UsernameToken"));
        if (!lets && (authorization.Length > 0 || (header is not null && !traits.IsHttpDigest)))
        {
            Interlocked.Increment(ref _refusals);
        }

        return lets;
    }

    private bool LetsToken(XElement? token)
    {
        if (token?.Element(Wss + "Nonce")?.Value is not { } nonce || token.Element(Wsu + "Created")?.Value is not { } created)
        {
            return false;
        }

        var digest = SHA1.HashData([.. Convert.FromBase64String(nonce), .. Encoding.UTF8.GetBytes(created + traits.Password)]);
        var age = Now - DateTimeOffset.Parse(created, CultureInfo.InvariantCulture);
        lock (_nonces)
        {
            return token.Element(Wss + "Username")?.Value == traits.User
                && token.Element(Wss + "Password")?.Attribute("Type")?.Value == "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
                && token.Element(Wss + "Password")?.Value == Convert.ToBase64String(digest)
                && age.TotalSeconds is > -0.5 and < ToleranceS
                && _nonces.Add(nonce);
        }
    }

    private bool LetsDigest(string authorization, string method)
    {
        if (!authorization.StartsWith("Digest ", StringComparison.Ordinal))
        {
            return false;
        }

        var first = Hex($"{traits.User}:camera:{traits.Password}");
        var second = Hex($"{method}:{Part("uri")}");
        return Part("username") == traits.User && Part("response") == Hex($"{first}:n0nce:{Part("nc")}:{Part("cnonce")}:{Part("qop")}:{second}");

        string Part(string name) => Regex.Match(authorization, $"[ ,]{name}=\"?([^\",]*)").Groups[1].Value;
    }

    private static string Hex(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
