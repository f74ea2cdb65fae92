using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>What a person asked `edgectl pull` for, checked.</summary>
internal sealed record PullOptions
{
    /// <summary>Most summaries in a page.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Most gateways.</summary>
    public const int MaxGateways = 1_000;

    /// <summary>Addresses of the gateways' pull APIs.</summary>
    public required IReadOnlyList<Uri> Gateways { get; init; }

    /// <summary>Name of the consumer at each gateway.</summary>
    public string Consumer { get; init; } = "brain";

    /// <summary>Classes that it wants.</summary>
    public ClassSet Classes { get; init; } = ClassSet.All;

    /// <summary>Most summaries in a page, 1..1,000.</summary>
    public int Limit { get; init; } = MaxLimit;

    /// <summary>True to go on for ever; false to end when all that is there has been pulled.</summary>
    public bool Follow { get; init; }

    /// <summary>Without <see cref="Follow"/>: a gateway that fails for so long is given up, ms.</summary>
    public long PatienceMs { get; init; } = 60_000;

    /// <summary>Pages read and stored at the same time, 1..64.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>File with a bearer token; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM file of the authorities that may sign the gateways' certificates; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the client's certificate; null for none.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of its key; null for none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>True for progress as JSON lines.</summary>
    public bool Json { get; init; }
}
