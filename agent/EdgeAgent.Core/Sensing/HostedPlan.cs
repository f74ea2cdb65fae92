using EdgeAgent.Core.Config;

namespace EdgeAgent.Core.Sensing;

/// <summary>A source with a host of its own: kernel interfaces, listeners, subscriptions.</summary>
/// <param name="At">See <see cref="SourcePlan.Place"/>.</param>
/// <param name="CreateHost">Makes the host: (parts of the runtime, index of its first point, index of its first device); no I/O before it is started.</param>
public sealed record HostedPlan(string At, Func<SourceParts, int, int, ISourceHost> CreateHost) : SourcePlan
{
    /// <inheritdoc/>
    public override string Place => At;

    /// <summary>
    /// Looks whether the kernel gives what the source needs, without leaving anything changed: a fault for people each, with what to do; none when all is well. Null when there is nothing to look at.
    /// </summary>
    public Func<LookParts, IReadOnlyList<string>>? Look { get; init; }
}

/// <summary>What the doctor gives to a look.</summary>
/// <param name="Profile">The board.</param>
/// <param name="DataPath">The data path; null when it is left out.</param>
public sealed record LookParts(Profile Profile, string? DataPath);
