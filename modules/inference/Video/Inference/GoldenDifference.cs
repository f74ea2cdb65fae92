namespace EdgeAgent.Inference.Video.Inference;

/// <summary>What a golden picture shows otherwise than the manifest says.</summary>
/// <param name="Where">The detection in question, by its class and the left top corner of its box.</param>
/// <param name="Found">What the model found there.</param>
/// <param name="Expected">What the manifest says.</param>
public sealed record GoldenDifference(string Where, string Found, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where}: found {Found}, expected {Expected}";
}
