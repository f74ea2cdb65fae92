using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Delivery;

/// <summary>A store that is lost under a living uplink.</summary>
public sealed class EpochTests : DeliveryBase
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_uplink_follows_to_the_new_epoch_and_sends_all_of_it_with_the_gap(bool isDeleted)
    {
        using var broker = await StartBroker();
        using var receiver = await Subscribe(broker);
        await using var buffer = await OpenAsync();

        // More than any cache of pages holds, so that releasing what has left meets the damage.
        await Append(buffer, SummaryClass.Event, 30_000, padding: 300);
        await Append(buffer, SummaryClass.Alarm, 20);
        await using var uplink = Start(buffer, Config with { BacklogRate = 2_000 });
        var old = buffer.Epoch;
        await Until(() => receiver.Count >= 500, () => uplink.View().ToString());

        Damage(isDeleted);
        await AppendUntilReplaced(buffer, old);
        await Append(buffer, SummaryClass.Event, 1_000, from: 100_000);
        await Append(buffer, SummaryClass.Alarm, 10, from: 100_000);
        await Append(buffer, SummaryClass.Routine, 500, from: 100_000);
        var (epoch, heads) = (buffer.Store.Epoch, buffer.Store.Heads);
        Assert.NotEqual(old, epoch);
        await Until(() => buffer.GetConsumer("mqtt") is { } c && c.Acknowledged == heads, () => $"{uplink.View()} {buffer.GetConsumer("mqtt")} {heads}");

        foreach (var c in (SummaryClass[])[SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Routine])
        {
            await Until(() => receiver.CountOf(epoch, c, heads[c]) == (int)heads[c], () => $"{c}: {receiver.CountOf(epoch, c, heads[c])} of {heads[c]}");
        }

        Assert.Contains($"\"epoch\":\"{old}\"", receiver.PayloadOf(epoch, SummaryClass.Event, 1), StringComparison.Ordinal);
        Assert.Contains("storeLost", receiver.PayloadOf(epoch, SummaryClass.Alarm, 1), StringComparison.Ordinal);
        Assert.Equal(0, receiver.Conflicts);
        Assert.Empty(uplink.View().Fault);
    }

    private void Damage(bool isDeleted)
    {
        if (isDeleted)
        {
            Directory.Delete(Folder["buffer"], recursive: true);
            return;
        }

        // All but the first page; the log too, or it would mend the rest.
        foreach (var (name, from) in new[] { ("buffer/edge.db-wal", 0), ("buffer/edge.db", 4096) })
        {
            using var file = new FileStream(Folder[name], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            var length = file.Length;
            file.Position = Math.Min(from, length);
            file.Write(Enumerable.Repeat((byte)0xEE, (int)(length - file.Position)).ToArray());
        }
    }

    // What is asked while the damage is met may be denied, but never be told stored and lost. The uplink meets it at the latest when it reads on.
    private static async Task AppendUntilReplaced(ISummaryBuffer buffer, string old)
    {
        var denied = "";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; buffer.Epoch == old; i++)
        {
            Assert.True(clock.ElapsedMilliseconds < SafetyMs, $"the damage was not met by {i} appends; {denied}");
            var result = await buffer.AppendAsync([Tests.Support.TestSummaries.Event(SummaryClass.Routine, 50_000 + i, padding: 2_000)], [], CancellationToken.None);
            denied = result.Fault ?? denied;
            await Task.Delay(1);
        }
    }
}
