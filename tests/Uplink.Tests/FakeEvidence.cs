using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Uplink;

/// <summary>One kept picture, number 7.</summary>
internal sealed class FakeEvidence : IEvidence
{
    public static readonly byte[] Picture = [0xFF, 0xD8, 1, 2, 3, 0xFF, 0xD9];

    public void Keep(string camera, string point, ReadOnlySpan<byte> jpeg, long keepMs, in Now when) => throw new NotSupportedException();

    public IReadOnlyList<EvidenceItem> List() => [new EvidenceItem(7, "lane", "yard.loitering", 1_760_000_000_000, ClockQuality.Ntp, Picture.Length, 60_000)];

    public byte[]? Read(long number) => number == 7 ? Picture : null;
}
