using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Delivery;

/// <summary>A store that is lost under a living uplink.</summary>
public sealed class EpochTests : DeliveryBase
{
    private static readonly SummaryClass[] Sent = [SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Routine];

    [Fact]
    public async Task The_uplink_follows_to_the_new_epoch_and_sends_all_of_it_with_the_gap()
    {
        using var broker = await StartBroker();
        using var receiver = await Subscribe(broker);
        await using var buffer = await OpenAsync();
        await using var uplink = await SendSomeAsync(buffer, receiver);
        var old = buffer.Epoch;

        Directory.Delete(Folder["buffer"], recursive: true);
        await AppendUntilAsync(buffer, () => buffer.Epoch != old);
        await AppendMoreAsync(buffer);
        var (epoch, heads) = (buffer.Store.Epoch, buffer.Store.Heads);
        await Until(() => buffer.GetConsumer("mqtt") is { } c && c.Acknowledged == heads, () => $"{uplink.View()} {buffer.GetConsumer("mqtt")} {heads}");

        foreach (var c in Sent)
        {
            await Until(() => receiver.CountOf(epoch, c, heads[c]) == (int)heads[c], () => $"{c}: {receiver.CountOf(epoch, c, heads[c])} of {heads[c]}");
        }

        Assert.Contains($"\"epoch\":\"{old}\"", receiver.PayloadOf(epoch, SummaryClass.Event, 1), StringComparison.Ordinal);
        Assert.Contains("storeLost", receiver.PayloadOf(epoch, SummaryClass.Alarm, 1), StringComparison.Ordinal);
        Assert.Equal(0, receiver.Conflicts);
        Assert.Empty(uplink.View().Fault);
    }

    // What was committed between the damage and its discovery decides how much of the store can be kept: all in a new epoch, or the same epoch with gaps. Either way every number is told.
    [Fact]
    public async Task Damage_under_a_living_uplink_leaves_no_number_untold()
    {
        using var broker = await StartBroker();
        using var receiver = await Subscribe(broker);
        await using var buffer = await OpenAsync();
        await using var uplink = await SendSomeAsync(buffer, receiver);
        var (old, had) = (buffer.Epoch, buffer.Heads);

        Damage();
        await AppendUntilAsync(buffer, () => Directory.GetFiles(Folder["buffer"], "*.corrupt-*").Length > 0);
        await AppendMoreAsync(buffer);
        var (epoch, heads) = (buffer.Store.Epoch, buffer.Store.Heads);
        await Until(() => buffer.GetConsumer("mqtt") is { } c && c.Acknowledged == heads, () => $"{uplink.View()} {buffer.GetConsumer("mqtt")} {heads}");

        foreach (var c in Sent)
        {
            await Until(() => receiver.Untold(epoch, c, heads[c]).Count == 0, () => $"{c}: {receiver.Untold(epoch, c, heads[c]).Count} of {heads[c]} are untold");
        }

        if (epoch != old)
        {
            Assert.All(Sent, c => Assert.Equal((int)heads[c], receiver.CountOf(epoch, c, heads[c])));
            Assert.Contains($"\"epoch\":\"{old}\"", receiver.PayloadOf(epoch, SummaryClass.Event, 1), StringComparison.Ordinal);
            Assert.Contains("storeLost", receiver.PayloadOf(epoch, SummaryClass.Alarm, 1), StringComparison.Ordinal);
        }
        else
        {
            Assert.True(heads.Event > had.Event, $"{heads} after {had}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine(epoch == old ? "the same epoch" : "a new epoch");
        Assert.Equal(0, receiver.Conflicts);
        Assert.Empty(uplink.View().Fault);
    }

    // More than any cache of pages holds, so that releasing what has left meets the damage.
    private async Task<MqttUplink> SendSomeAsync(ISummaryBuffer buffer, Receiver receiver)
    {
        await Append(buffer, SummaryClass.Event, 30_000, padding: 300);
        await Append(buffer, SummaryClass.Alarm, 20);
        var uplink = Start(buffer, Config with { BacklogRate = 2_000 });
        await Until(() => receiver.Count >= 500, () => uplink.View().ToString());
        return uplink;
    }

    private static async Task AppendMoreAsync(ISummaryBuffer buffer)
    {
        await Append(buffer, SummaryClass.Event, 1_000, from: 100_000);
        await Append(buffer, SummaryClass.Alarm, 10, from: 100_000);
        await Append(buffer, SummaryClass.Routine, 500, from: 100_000);
    }

    // All but the first page; the log too, or it would mend the rest.
    private void Damage()
    {
        foreach (var (name, from) in new[] { ("buffer/edge.db-wal", 0), ("buffer/edge.db", 4096) })
        {
            using var file = new FileStream(Folder[name], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            var length = file.Length;
            file.Position = Math.Min(from, length);
            file.Write(Enumerable.Repeat((byte)0xEE, (int)(length - file.Position)).ToArray());
        }
    }

    // What is asked while the damage is met may be denied, but never be told stored and lost. The uplink meets it at the latest when it reads on.
    private static async Task AppendUntilAsync(ISummaryBuffer buffer, Func<bool> isReplaced)
    {
        var denied = "";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; !isReplaced(); i++)
        {
            Assert.True(clock.ElapsedMilliseconds < SafetyMs, $"the damage was not met by {i} appends; {denied}");
            var result = await buffer.AppendAsync([Tests.Support.TestSummaries.Event(SummaryClass.Routine, 50_000 + i, padding: 2_000)], [], CancellationToken.None);
            denied = result.Fault ?? denied;
            await Task.Delay(1);
        }
    }
}
