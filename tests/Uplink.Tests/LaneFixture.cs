using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Lanes over a store that is a list: fills them as the uplink does.</summary>
public sealed class LaneFixture
{
    private readonly List<StoredSummary>[] _kept = [[], [], [], []];
    private readonly List<StoredSummary> _next = [];
    private int _id;

    public LaneFixture(LaneOptions? options = null) => Lanes = new MqttLanes(options ?? new LaneOptions { Boot = 1 }, default(Positions));

    public MqttLanes Lanes { get; }

    public Positions Heads => new((ulong)_kept[0].Count, (ulong)_kept[1].Count, (ulong)_kept[2].Count, (ulong)_kept[3].Count);

    public static Now At(long ms) => new(ms * 1_000_000, 1_790_000_000_000 + ms, ClockQuality.Ntp);

    public void Make(SummaryClass summaryClass, int count)
    {
        var kept = _kept[(int)summaryClass];
        kept.AddRange(FakeGatewayView.Summaries(summaryClass, count).Select((s, i) => new StoredSummary((ulong)(kept.Count + i + 1), (ulong)(kept.Count + i + 1), s)).ToList());
    }

    public void Connect(int window = 1_000) => Lanes.Connect(Heads, window);

    /// <summary>Sends one message at most; its summaries, none when nothing is due.</summary>
    public List<StoredSummary> Send(long ms, out int id, ClassSet held = ClassSet.None)
    {
        Lanes.See(Heads);
        foreach (var c in SummaryClasses.All)
        {
            foreach (var lane in (Lane[])[Lane.Live, Lane.Backlog])
            {
                if (Lanes.Wants(c, lane) is { } after)
                {
                    Lanes.Offer(c, lane, [.. _kept[(int)c].Skip((int)after).Take(Lanes.Options.ReadyLimit)]);
                }
            }
        }

        id = 0;
        if (!Lanes.TryNext(At(ms), held, _next))
        {
            return [];
        }

        id = ++_id;
        Lanes.Sent(id, _next.Count);
        return [.. _next];
    }

    /// <summary>Sends and acknowledges all that is due; the numbers by class.</summary>
    public List<(SummaryClass Class, ulong Seq)> SendAll(long ms)
    {
        List<(SummaryClass, ulong)> all = [];
        for (var sent = Send(ms, out var id); sent.Count > 0; sent = Send(ms, out id))
        {
            all.AddRange(sent.Select(s => (s.Summary.Class, s.Seq)));
            Assert.NotNull(Lanes.Delivered(id, ms));
        }

        return all;
    }
}
