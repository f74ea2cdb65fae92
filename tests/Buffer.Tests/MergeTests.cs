using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

public sealed class MergeTests
{
    private const int Subjects = 20;
    private static readonly EdgeAgent.Buffer.BufferOptions Tight = BufferFixture.Quick with { BudgetBytes = 1 << 20 };

    [Fact]
    public async Task The_budget_makes_windows_coarser_before_anything_is_lost()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Tight);
        await buffer.AppendMinutesAsync(Subjects, 0, 700);
        var records = BufferReading.All(buffer, SummaryClass.Routine);
        Assert.True(BufferReading.CoversExactly(records, 1, 700 * (Subjects + 1)));
        Assert.DoesNotContain(records, r => r.Summary.Data is GapData);
        MergeFixture.AssertTellsAll(records, Subjects, 700);
        Assert.Contains(records, r => r.Summary.Data is WindowData { Merged: 5 });
        Assert.Equal(Enumerable.Range(0, 700).Select(m => (ulong)(m + 1) * (Subjects + 1)), records.Where(r => r.Summary.Type == SummaryType.Health).Select(r => r.Seq));
    }

    [Fact]
    public async Task Five_minutes_become_fifteen_and_only_then_the_oldest_goes()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Tight with { BudgetBytes = 1 << 19, EvictRecords = 100 });
        await buffer.AppendMinutesAsync(Subjects, 0, 4_000);
        var records = BufferReading.All(buffer, SummaryClass.Routine);
        Assert.True(BufferReading.CoversExactly(records, 1, 4_000 * (Subjects + 1)));
        Assert.Equal("budget", Assert.IsType<GapData>(records[0].Summary.Data).Reason);
        Assert.DoesNotContain(records.Skip(1), r => r.Summary.Data is GapData);

        // Neither of a minute nor of five is anything left when the gap began, but for the newest, which still grow.
        var coarse = records.Skip(1).Take(records.Count / 2).Select(r => r.Summary.Data).OfType<WindowData>().ToList();
        Assert.NotEmpty(coarse);
        Assert.All(coarse, w => Assert.Equal(15, w.Merged));
    }

    [Fact]
    public async Task What_a_reader_asked_to_keep_apart_is_never_merged_also_after_a_restart()
    {
        const int Before = 203;
        using var folder = new TempFolder();
        await using (var first = await BufferFixture.OpenAsync(folder.Path, Tight))
        {
            await first.AppendMinutesAsync(Subjects, 0, Before);
            Assert.False(await first.KeepApartAsync("mqtt", "another epoch", [1], CancellationToken.None));
            Assert.True(await first.KeepApartAsync("mqtt", first.Epoch, [first.Store.Heads.Routine], CancellationToken.None));
        }

        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Tight);
        var border = Assert.Single(buffer.Apart("mqtt"));
        Assert.Equal(buffer.Store.Heads.Routine, border);
        Assert.Empty(buffer.Apart("other"));
        await buffer.AppendMinutesAsync(Subjects, Before, 700 - Before);
        var records = BufferReading.All(buffer, SummaryClass.Routine);
        MergeFixture.AssertTellsAll(records, Subjects, 700);
        foreach (var record in records.Where(r => r.Summary.Data is WindowData))
        {
            Assert.All(MergeFixture.MinutesOf((WindowData)record.Summary.Data), minute => Assert.Equal(record.Seq <= border, minute < Before));
        }

        // Minutes 200 to 202 and 203 to 204 are of one span: joined on either side of the border alone.
        Assert.Contains(records, r => r.Seq <= border && r.Summary.Data is WindowData { Merged: 3 });

        // What nothing is kept of any more means nothing.
        await buffer.PutConsumerAsync("all", ClassSet.All, CancellationToken.None);
        await buffer.AckAsync("all", buffer.Epoch, buffer.Store.Heads, CancellationToken.None);
        await buffer.KeepApartAsync("other", buffer.Epoch, [], CancellationToken.None);
        Assert.Empty(buffer.Apart("mqtt"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => buffer.KeepApartAsync("mqtt", buffer.Epoch, new ulong[257], CancellationToken.None));
    }

    [Fact]
    public async Task A_reader_of_one_record_at_a_time_misses_nothing_while_windows_are_merged()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Tight);
        await buffer.AppendMinutesAsync(Subjects, 0, 300);
        var writing = Task.Run(() => buffer.AppendMinutesAsync(Subjects, 300, 400), TestContext.Current.CancellationToken);
        var seen = new List<StoredSummary>();
        var page = new List<StoredSummary>();
        var position = 0UL;
        while (true)
        {
            var isLast = writing.IsCompleted;
            buffer.Read(buffer.Epoch, SummaryClass.Routine, position, 1, int.MaxValue, page);
            if (page.Count == 0 && isLast)
            {
                break;
            }

            foreach (var record in page)
            {
                Assert.True(record.Seq > position && record.FirstSeq <= position + 1, $"{record.FirstSeq}..{record.Seq} after {position}");
                position = record.Seq;
                seen.Add(record);
            }
        }

        await writing;
        Assert.Equal(700UL * (Subjects + 1), position);
        Assert.Equal(700, seen.Count(r => r.Summary.Type == SummaryType.Health));
        for (var s = 0; s < Subjects; s++)
        {
            var minutes = seen.Where(r => r.Summary.Subject == $"bus/point-{s}").SelectMany(r => MergeFixture.MinutesOf((WindowData)r.Summary.Data)).ToHashSet();
            Assert.Equal(700, minutes.Count);
        }

        Assert.DoesNotContain(seen, r => r.Summary.Data is GapData);
    }

    [Fact]
    public async Task What_a_consumer_has_acknowledged_is_not_merged_with_what_it_has_not()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Tight with { BudgetBytes = 3 << 19 });
        await buffer.PutConsumerAsync("slow", ClassSet.All, CancellationToken.None);
        await buffer.PutConsumerAsync("quick", ClassSet.All, CancellationToken.None);
        await buffer.AppendMinutesAsync(Subjects, 0, 300);
        const ulong Middle = 1_234;
        await buffer.AckAsync("quick", buffer.Epoch, new Positions(0, 0, Middle, 0), CancellationToken.None);
        await buffer.AppendMinutesAsync(Subjects, 300, 400);
        var records = BufferReading.All(buffer, SummaryClass.Routine);
        Assert.Contains(records, r => r.Seq == Middle);
        Assert.Contains(records, r => r.FirstSeq == Middle + 1);
        Assert.Contains(records.Where(r => r.Seq < Middle), r => r.Summary.Data is WindowData { Merged: > 1 });
        MergeFixture.AssertTellsAll(records, Subjects, 700);
    }

    [Fact]
    public async Task Every_number_is_told_on_the_wire()
    {
        using var folder = new TempFolder();
        await using var buffer = await BufferFixture.OpenAsync(folder.Path, Tight);
        await buffer.AppendMinutesAsync(Subjects, 0, 700);
        var json = new CloudEventJson("gw", buffer.Epoch);
        var next = 1UL;
        foreach (var record in BufferReading.All(buffer, SummaryClass.Routine))
        {
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
            {
                json.Write(writer, record);
            }

            using var document = JsonDocument.Parse(stream.ToArray());
            var root = document.RootElement;
            var seq = ulong.Parse(root.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture);
            var first = root.TryGetProperty("edgefirst", out var outer) ? ulong.Parse(outer.GetString()!, CultureInfo.InvariantCulture)
                : root.GetProperty("data").TryGetProperty("firstSeq", out var inner) ? inner.GetUInt64() : seq;
            Assert.Equal(next, first);
            next = seq + 1;
        }

        Assert.Equal(buffer.Heads.Routine, next - 1);
    }
}
