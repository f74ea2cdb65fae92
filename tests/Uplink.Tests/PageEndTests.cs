using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Where a page ends, when part of a stream has been released.</summary>
public sealed class PageEndTests
{
    [Fact]
    public async Task What_has_been_released_is_neither_more_nor_new()
    {
        var buffer = new InMemoryBuffer();
        await AppendAsync(buffer, SummaryClass.Event, 3);
        await buffer.PutConsumerAsync("brain", ClassSet.All, CancellationToken.None);
        await buffer.AckAsync("brain", buffer.Epoch, buffer.Heads, CancellationToken.None);

        var page = Pages.Read(buffer, buffer.Store, default, ClassSet.All, 100);
        Assert.Empty(page.Items);
        Assert.False(page.More);
        Assert.Equal(default, page.Next);

        using var soon = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => buffer.WaitAsync(page.Store.Epoch, page.Seen, ClassSet.All, soon.Token));
    }

    [Fact]
    public async Task A_full_page_says_more_only_when_there_is()
    {
        var buffer = new InMemoryBuffer();
        await AppendAsync(buffer, SummaryClass.Routine, 10);
        Assert.True(Pages.Read(buffer, buffer.Store, default, ClassSet.Routine, 9).More);
        Assert.False(Pages.Read(buffer, buffer.Store, default, ClassSet.Routine, 10).More);
    }

    private static async Task AppendAsync(InMemoryBuffer buffer, SummaryClass summaryClass, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var summary = new Summary { Type = SummaryType.Audit, Class = summaryClass, Made = new Stamp(1, 1, 1, ClockQuality.Ntp), Data = new JsonData("{}"u8.ToArray()) };
            await buffer.AppendAsync([summary], Array.Empty<StatePut>(), CancellationToken.None);
        }
    }
}
