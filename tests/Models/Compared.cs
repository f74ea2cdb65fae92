namespace EdgeAgent.Tests.Models;

/// <summary>What a comparison gave.</summary>
/// <param name="Error">Why a model did not run; empty when both did.</param>
/// <param name="Outputs">Outputs by name.</param>
internal sealed record Compared(string Error, IReadOnlyList<ComparedOutput> Outputs)
{
    /// <summary>Largest difference of all outputs; endless when there is none.</summary>
    public double Difference => Error.Length > 0 || Outputs.Count == 0 ? double.PositiveInfinity : Outputs.Max(o => o.Difference);

    /// <summary>For messages.</summary>
    public override string ToString() => Error.Length > 0 ? Error : string.Join("; ", Outputs.Select(o => $"{o.Name} [{o.Shape}] {o.Difference:E2}"));
}
