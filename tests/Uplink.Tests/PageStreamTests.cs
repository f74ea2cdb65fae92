using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

/// <summary>How a page is shared between classes.</summary>
public sealed class PageStreamTests
{
    private readonly InMemoryBuffer _buffer = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Small_pages_under_a_flood_of_alarms_serve_every_class_in_turn(int limit)
    {
        foreach (var c in SummaryClasses.All)
        {
            await Append(c, 5_000);
        }

        const int Count = 400;
        var at = default(Positions);
        for (var i = 0; i < Count; i++)
        {
            var page = Pages.Read(_buffer, _buffer.Store, at, ClassSet.All, limit);
            Assert.Equal(limit, page.Items.Count);
            at = page.Next;
        }

        Assert.Equal((ulong)(Count * limit), at.Alarm + at.Event + at.Routine + at.Bulk);
        Assert.InRange(at.Alarm, (ulong)(Count * limit / 2), (ulong)(Count * limit * 3 / 4));
        foreach (var c in SummaryClasses.All)
        {
            Assert.InRange(at[c], (ulong)(Count * limit / 20), (ulong)(Count * limit));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public async Task Everything_comes_once_and_in_order_in_each_class(int limit)
    {
        await Append(SummaryClass.Alarm, 200);
        await Append(SummaryClass.Event, 50);
        await Append(SummaryClass.Routine, 300);
        var at = default(Positions);
        var seen = new ulong[4];
        var more = true;
        for (var pages = 0; more; pages++)
        {
            Assert.InRange(pages, 0, 600);
            var page = Pages.Read(_buffer, _buffer.Store, at, ClassSet.All, limit);
            foreach (var item in page.Items)
            {
                Assert.Equal(++seen[(int)item.Summary.Class], item.Seq);
            }

            Assert.True(page.Items.Zip(page.Items.Skip(1)).All(p => p.First.Summary.Class <= p.Second.Summary.Class));
            (at, more) = (page.Next, page.More);
        }

        Assert.Equal([200UL, 50, 300, 0], seen);
        Assert.Equal(new Positions(200, 50, 300, 0), at);
    }

    [Fact]
    public async Task What_a_class_leaves_of_its_share_goes_to_the_others()
    {
        await Append(SummaryClass.Alarm, 500);
        await Append(SummaryClass.Event, 2);
        await Append(SummaryClass.Routine, 500);
        var page = Pages.Read(_buffer, _buffer.Store, default, ClassSet.All, 80);
        Assert.Equal(80, page.Items.Count);
        Assert.Equal(new Positions(68, 2, 10, 0), page.Next);
        Assert.True(page.More);
        Assert.Equal(80UL, Pages.Read(_buffer, _buffer.Store, default, ClassSet.Alarm, 80).Next.Alarm);
        Assert.Equal(new Positions(0, 2, 78, 0), Pages.Read(_buffer, _buffer.Store, default, ClassSet.Event | ClassSet.Routine, 80).Next);
    }

    [Fact]
    public async Task A_class_that_was_not_asked_for_makes_no_more()
    {
        await Append(SummaryClass.Alarm, 3);
        var page = Pages.Read(_buffer, _buffer.Store, default, ClassSet.Event, 10);
        Assert.Empty(page.Items);
        Assert.False(page.More);
        Assert.Equal(3UL, page.Store.Heads.Alarm);
    }

    private async Task Append(SummaryClass summaryClass, int count) =>
        await _buffer.AppendAsync(FakeGatewayView.Summaries(summaryClass, count), [], CancellationToken.None);
}
