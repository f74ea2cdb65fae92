using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink;

/// <summary>A push uplink that can offer again what it has sent before. Any thread.</summary>
public interface IResends
{
    /// <summary>
    /// Offers the records of a class again from number <paramref name="firstSeq"/> (1 or more) on, as far as they are still stored, when nothing of the epoch
    /// <paramref name="epoch"/> prevents it. The consumer's position does not move back: nothing that was released comes back. False with why it cannot now.
    /// </summary>
    bool TryResend(string epoch, SummaryClass summaryClass, ulong firstSeq, out string fault);
}
