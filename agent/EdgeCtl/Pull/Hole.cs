using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>Numbers that are missing and that no gap announced.</summary>
/// <param name="Epoch">Epoch.</param>
/// <param name="Class">Class.</param>
/// <param name="FirstSeq">First missing number.</param>
/// <param name="LastSeq">Last missing number.</param>
internal sealed record Hole(string Epoch, SummaryClass Class, long FirstSeq, long LastSeq)
{
    /// <summary>How many.</summary>
    public long Count => LastSeq - FirstSeq + 1;
}
