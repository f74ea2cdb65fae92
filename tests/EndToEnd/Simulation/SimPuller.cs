using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>A reader that pulls: pages and acknowledgements get lost on the way, it forgets its place, stays away for days. What it has is in <see cref="Far"/>.</summary>
internal sealed class SimPuller(string name, ClassSet classes, SimWorld world)
{
    private string _epoch = "";
    private Positions _at;

    public string Name => name;

    public ClassSet Classes => classes;

    public FarSide Far { get; } = new(name, world.Trace);

    /// <summary>It does not come now.</summary>
    public bool IsAway { get; set; }

    /// <summary>The network loses nothing.</summary>
    public bool IsCareful { get; set; }

    /// <summary>Comes by, reads a page, acknowledges it perhaps.</summary>
    public void Visit()
    {
        world.Schedule.In(IsCareful ? 20_000 : world.Random.Next(60_000, 900_000), Visit);
        if (IsAway || world.Gateway is not { } gateway)
        {
            return;
        }

        try
        {
            Read(gateway);
        }
        catch (IOException)
        {
            // The buffer cannot be written: 503. It comes again.
            return;
        }
    }

    private void Read(SimGateway gateway)
    {
        var buffer = gateway.Buffer;
        if (buffer.GetConsumer(name) is not { } consumer)
        {
            Begin(gateway.Wait(buffer.PutConsumerAsync(name, classes, CancellationToken.None)), buffer.Epoch);
            return;
        }

        var store = buffer.Store;
        if (store.Epoch != _epoch)
        {
            (_epoch, _at) = (store.Epoch, default);
        }
        else if (world.Random.Next(20) == 0)
        {
            // Without its cursor it goes on at what is acknowledged.
            _at = consumer.Acknowledged;
        }

        var page = new PageStream(buffer, store, _at, classes, IsCareful ? 5_000 : world.Random.Next(1, 600));
        var items = new List<StoredSummary>();
        for (var piece = new List<StoredSummary>(); page.TryNext(piece, 0);)
        {
            items.AddRange(piece);
        }

        if (page.IsOtherEpoch || IsLost(10))
        {
            return;
        }

        CheckOrder(items);
        foreach (var item in items)
        {
            Far.Take(store.Epoch, item);
        }

        _at = page.Next;
        if (!IsLost(5))
        {
            gateway.Wait(buffer.AckAsync(name, _epoch, _at, CancellationToken.None));
        }
    }

    private void Begin(ConsumerState consumer, string epoch)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            Far.StartAfter(epoch, summaryClass, consumer.Acknowledged[summaryClass]);
        }

        (_epoch, _at) = (epoch, consumer.Acknowledged);
    }

    private bool IsLost(int oneIn) => !IsCareful && world.Random.Next(oneIn) == 0;

    // Each class in order and without a hole; what one class leaves of its share may bring another a second time.
    private void CheckOrder(List<StoredSummary> items)
    {
        foreach (var stream in items.GroupBy(static i => i.Summary.Class))
        {
            ulong? last = null;
            foreach (var item in stream)
            {
                if (last is { } seq && item.FirstSeq != seq + 1)
                {
                    throw new InvalidOperationException($"{name}: {stream.Key}/{seq} is followed by {item.FirstSeq} in a page");
                }

                last = item.Seq;
            }
        }
    }
}
