namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>What a simulated camera is like.</summary>
internal sealed record CameraTraits
{
    /// <summary>User that it knows; empty: it asks for none.</summary>
    public string User { get; init; } = "edge";

    /// <summary>Password of that user.</summary>
    public string Password { get; init; } = "right-word";

    /// <summary>Its clock minus the true one, s.</summary>
    public int ClockS { get; init; }

    /// <summary>True when it takes HTTP Digest alone.</summary>
    public bool IsHttpDigest { get; init; }

    /// <summary>True when it has the second media service alone.</summary>
    public bool IsMedia2 { get; init; }

    /// <summary>True when it does not know GetServices.</summary>
    public bool IsOld { get; init; }

    /// <summary>Host that it names in its addresses; empty for its own.</summary>
    public string NamedHost { get; init; } = "";

    /// <summary>Certificate to speak HTTPS with; null for plain HTTP.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate { get; init; }

    /// <summary>Answers every question instead; null to answer rightly.</summary>
    public Func<Microsoft.AspNetCore.Http.HttpContext, Task>? Instead { get; init; }

    /// <summary>Name scope, as it stands in a URI.</summary>
    public string Name { get; init; } = "Lane%203%20east";
}
