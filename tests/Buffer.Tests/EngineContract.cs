using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>What every engine must do; a new one adds a subclass.</summary>
public abstract class EngineContract
{
    private static readonly EngineLimits Limits = new(1 << 20, 2 << 20);

    /// <summary>The kind that is tested; the same one each time it is asked for.</summary>
    protected abstract IStoreKind Kind { get; }

    [Fact]
    public void A_batch_deletes_first_then_puts_and_survives_closing()
    {
        using var folder = new TempFolder();
        var path = folder[Kind.FileName];
        using (var store = Kind.Open(path, Limits))
        {
            Commit(store, puts: [(SummaryClass.Event, 1, "a"), (SummaryClass.Event, 2, "b"), (SummaryClass.Event, 3, "c"), (SummaryClass.Routine, 2, "r")], values: [("k", "v"), ("gone", "x")]);
            var write = Commit(store, deletes: [(SummaryClass.Event, 1, 2)], puts: [(SummaryClass.Event, 2, "bb")], values: [("gone", "")]);
            Assert.Equal(2, write.Deleted);
            Assert.Equal([(2UL, "bb"), (3UL, "c")], Read(store, SummaryClass.Event, 0, ulong.MaxValue));
        }

        using var again = Kind.Open(path, Limits);
        Assert.Equal([(2UL, "bb"), (3UL, "c")], Read(again, SummaryClass.Event, 1, 9));
        Assert.Equal([(2UL, "r")], Read(again, SummaryClass.Routine, 0, 2));
        Assert.Equal("v", Text(again.GetValue("k")!));
        Assert.Null(again.GetValue("gone"));
        Assert.Equal(["k"], again.GetValues("").Select(v => v.Key));
        Assert.True(again.FileBytes >= 0 && again.UsedBytes > 0);
        again.Check(fault => Assert.Fail(fault));
    }

    [Fact]
    public void A_read_keeps_to_its_range_and_limits_and_gives_at_least_one()
    {
        using var folder = new TempFolder();
        using var store = Kind.Open(folder[Kind.FileName], Limits);
        Commit(store, puts: [.. Enumerable.Range(1, 50).Select(i => (SummaryClass.Bulk, (ulong)(2 * i), new string('x', 100)))]);
        Assert.Equal([4UL, 6UL, 8UL], Read(store, SummaryClass.Bulk, 3, 9).Select(r => r.Seq));
        Assert.Equal([4UL, 6UL], Read(store, SummaryClass.Bulk, 3, 9, limit: 2).Select(r => r.Seq));
        Assert.Equal([100UL], Read(store, SummaryClass.Bulk, 100, ulong.MaxValue).Select(r => r.Seq));
        Assert.Single(Read(store, SummaryClass.Bulk, 0, 99, maxBytes: 1));
        Assert.Equal(3, Read(store, SummaryClass.Bulk, 0, 99, maxBytes: 201).Count);
        Assert.Empty(Read(store, SummaryClass.Alarm, 0, ulong.MaxValue));
        Assert.Empty(Read(store, SummaryClass.Bulk, 101, ulong.MaxValue));
    }

    [Fact]
    public async Task A_frozen_thread_sees_one_moment_while_another_writes()
    {
        using var folder = new TempFolder();
        using var store = Kind.Open(folder[Kind.FileName], Limits);
        Commit(store, puts: [(SummaryClass.Event, 1, "a")], values: [("k", "1")]);
        Task writing;
        using (store.Freeze())
        {
            Assert.Equal("1", Text(store.GetValue("k")!));
            writing = Task.Run(() => Commit(store, puts: [(SummaryClass.Event, 2, "b")], values: [("k", "2")]), TestContext.Current.CancellationToken);
            SpinWait.SpinUntil(() => writing.IsCompleted, 50);
            Assert.Equal("1", Text(store.GetValue("k")!));
            Assert.Single(Read(store, SummaryClass.Event, 0, 9));
        }

        await writing;
        Assert.Equal("2", Text(store.GetValue("k")!));
        Assert.Equal(2, Read(store, SummaryClass.Event, 0, 9).Count);
    }

    [Fact]
    public void Random_batches_leave_what_a_list_would()
    {
        using var folder = new TempFolder();
        using var store = Kind.Open(folder[Kind.FileName], Limits);
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var model = new SortedDictionary<(SummaryClass, ulong), string>();
        for (var round = 0; round < 200; round++)
        {
            var write = new StoreWrite();
            for (var i = random.Next(4); i > 0; i--)
            {
                var (summaryClass, first) = ((SummaryClass)random.Next(4), (ulong)random.Next(300));
                var last = first + (ulong)random.Next(20);
                write.Deletes.Add((summaryClass, first, last));
                model.Keys.Where(k => k.Item1 == summaryClass && k.Item2 >= first && k.Item2 <= last).ToList().ForEach(k => model.Remove(k));
            }

            for (var i = random.Next(12); i > 0; i--)
            {
                var (summaryClass, seq, text) = ((SummaryClass)random.Next(4), (ulong)random.Next(300), new string((char)('a' + random.Next(26)), random.Next(1, 6_000)));
                write.Puts.Add((summaryClass, seq, System.Text.Encoding.ASCII.GetBytes(text)));
                model[(summaryClass, seq)] = text;
            }

            store.Commit(write);
            store.Tidy(giveBack: random.Next(8) == 0);
        }

        Assert.Equal(model.Select(m => (m.Key.Item1, m.Key.Item2, m.Value)), SummaryClasses.All.SelectMany(c => Read(store, c, 0, ulong.MaxValue, 10_000, int.MaxValue).Select(r => (c, r.Seq, r.Value))));
        store.Check(fault => Assert.Fail(fault));
    }

    private static StoreWrite Commit(
        IStoreEngine store,
        (SummaryClass, ulong, ulong)[]? deletes = null,
        (SummaryClass, ulong, string)[]? puts = null,
        (string, string)[]? values = null)
    {
        var write = new StoreWrite();
        write.Deletes.AddRange(deletes ?? []);
        write.Puts.AddRange((puts ?? []).Select(p => (p.Item1, p.Item2, System.Text.Encoding.ASCII.GetBytes(p.Item3))));
        write.Values.AddRange((values ?? []).Select(v => (v.Item1, System.Text.Encoding.ASCII.GetBytes(v.Item2))));
        store.Commit(write);
        return write;
    }

    private static List<(ulong Seq, string Value)> Read(IStoreReader store, SummaryClass summaryClass, ulong from, ulong to, int limit = 1_000, int maxBytes = 1 << 20)
    {
        var rows = new List<EngineRecord>();
        store.Read(summaryClass, from, to, limit, maxBytes, rows);
        return [.. rows.Select(r => (r.Seq, Text(r.Value)))];
    }

    private static string Text(byte[] value) => System.Text.Encoding.ASCII.GetString(value);
}
