using System.Globalization;

namespace EdgeAgent.Bench;

/// <summary>Rounds of ours and of a peer's that take turns, so that what else the machine does meets both.</summary>
/// <param name="Ours">Ours of each round, ascending.</param>
/// <param name="Peer">The peer's of each round, ascending.</param>
internal sealed record Rounds(double[] Ours, double[] Peer)
{
    /// <summary>Ours, the median.</summary>
    public double OurMedian => Ours[Ours.Length / 2];

    /// <summary>The peer's, the median.</summary>
    public double PeerMedian => Peer[Peer.Length / 2];

    /// <summary>The middle half of both, for people.</summary>
    public string Spread => $"middle half: ours {Middle(Ours)}, peer {Middle(Peer)}";

    /// <summary>Measures both so many times, after a round of each that does not count; who begins changes.</summary>
    public static Rounds Alternate(int rounds, Func<double> ours, Func<double> peer)
    {
        var (all, allPeer) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var first = (round & 1) == 0 ? ours() : peer();
            var second = (round & 1) == 0 ? peer() : ours();
            if (round >= 0)
            {
                all.Add((round & 1) == 0 ? first : second);
                allPeer.Add((round & 1) == 0 ? second : first);
            }
        }

        return new Rounds([.. all.Order()], [.. allPeer.Order()]);
    }

    private static string Middle(double[] values) => string.Create(CultureInfo.InvariantCulture, $"{values[values.Length / 4]:0.###}-{values[values.Length * 3 / 4]:0.###}");
}
