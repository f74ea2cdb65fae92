using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>A store with something of everything in it, copies of it to damage, and what an honest buffer may tell of a damaged one.</summary>
internal sealed class DamageFixture : IDisposable
{
    private static readonly string[] Names = ["edge.db", "edge.db-wal", "heads", "epoch"];
    private readonly TempFolder _folder = new();
    private readonly Dictionary<(SummaryClass, ulong), string> _content = [];
    private readonly Dictionary<string, byte[]> _files = [];

    public string Epoch { get; private set; } = "";

    public Positions Heads { get; private set; }

    public Positions Floors { get; private set; }

    public int SameEpoch { get; private set; }

    public int NewEpochs { get; private set; }

    public int Unharmed { get; private set; }

    public ulong Lost { get; private set; }

    /// <summary>Makes the store. With <paramref name="inLog"/> much of it is still in the log.</summary>
    public async Task MakeAsync(bool inLog)
    {
        await using (var buffer = await BufferFixture.OpenAsync(_folder.Path))
        {
            await FillAsync(buffer, 40);
            if (!inLog)
            {
                await FillAsync(buffer, 120);
            }

            foreach (var summaryClass in SummaryClasses.All)
            {
                foreach (var record in BufferReading.All(buffer, summaryClass))
                {
                    _content[(summaryClass, record.Seq)] = Text(record.Summary);
                }
            }

            await buffer.PutConsumerAsync("brain", ClassSet.All, CancellationToken.None);
            await buffer.PutConsumerAsync("uplink", ClassSet.All, CancellationToken.None);
            var read = new Positions(3, 20, 100, 0);
            await buffer.AckAsync("brain", buffer.Epoch, read, CancellationToken.None);
            await buffer.AckAsync("uplink", buffer.Epoch, read with { Routine = 150 }, CancellationToken.None);
            await buffer.AppendAsync([], [new StatePut("events", new byte[300])], CancellationToken.None);
            (Epoch, Heads, Floors) = (buffer.Epoch, buffer.Heads, read);
            if (inLog)
            {
                Keep();
            }
        }

        if (!inLog)
        {
            Keep();
        }
    }

    public byte[] File(string name) => _files[name];

    /// <summary>A new data path with the store in it, one file of it changed; null leaves that file out.</summary>
    public TempFolder Copy(string name, byte[]? changed)
    {
        var copy = new TempFolder();
        Directory.CreateDirectory(copy["buffer"]);
        foreach (var (file, bytes) in _files)
        {
            if (file != name || changed is not null)
            {
                System.IO.File.WriteAllBytes(copy[$"buffer/{file}"], file == name ? changed! : bytes);
            }
        }

        return copy;
    }

    /// <summary>Opens a damaged copy, reads, appends and reads again; fails unless all that it tells is true and nothing is passed over.</summary>
    public async Task LiveWithAsync(TempFolder copy, string what)
    {
        await using var buffer = await BufferFixture.OpenAsync(copy.Path);
        Check(buffer, default, what);
        for (var round = 1UL; round <= 2; round++)
        {
            var result = await buffer.AppendAsync([.. SummaryClasses.All.Select(c => TestSummaries.Event(c, -1))]);
            Assert.True(result.Stored, $"{what}: {result.Fault}");
            await buffer.SettleAsync();
            Check(buffer, new Positions(round, round, round, round), $"{what}, appended {round}");
        }

        Count(buffer);
    }

    public void Dispose() => _folder.Dispose();

    private void Check(ISummaryBuffer buffer, Positions appended, string what)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            var records = BufferReading.All(buffer, summaryClass);
            if (buffer.Epoch != Epoch)
            {
                var lost = records[0].Summary.Data as GapData;
                Assert.True(lost is { Reason: "storeLost", FirstSeq: null } && lost.Epoch == Epoch, $"{what}: {summaryClass} of a new epoch begins with {records[0]}");
                continue;
            }

            var head = Heads[summaryClass] + appended[summaryClass];
            Assert.True(buffer.Heads[summaryClass] == head, $"{what}: head of {summaryClass} is {buffer.Heads[summaryClass]}, not {head}");
            Assert.True(records.Count > 0 && records[0].FirstSeq <= Floors[summaryClass] + 1, $"{what}: {summaryClass} begins with {records.FirstOrDefault()}");
            Assert.True(BufferReading.CoversExactly(records, records[0].FirstSeq, head), $"{what}: {summaryClass} is not tiled: {string.Join(", ", records.Take(40).Select(r => $"{r.FirstSeq}..{r.Seq}"))}");
            foreach (var record in records.Where(r => r.Seq <= Heads[summaryClass]))
            {
                var isGap = record.Summary.Data is GapData { Reason: "corrupt" };
                Assert.True(isGap || Text(record.Summary) == _content[(summaryClass, record.Seq)], $"{what}: {summaryClass}/{record.Seq} is {record}");
            }
        }
    }

    private void Count(ISummaryBuffer buffer)
    {
        var lost = SummaryClasses.All.SelectMany(c => BufferReading.All(buffer, c)).Where(r => r.Summary.Data is GapData).Aggregate(0UL, (sum, r) => sum + (r.Seq - r.FirstSeq + 1));
        _ = buffer.Epoch == Epoch ? SameEpoch++ : NewEpochs++;
        Unharmed += lost == 0 ? 1 : 0;
        Lost += buffer.Epoch == Epoch ? lost : 0;
    }

    private static async Task FillAsync(ISummaryBuffer buffer, int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            await buffer.AppendAsync([.. Enumerable.Range(1, 5).Select(n => TestSummaries.Window((i * 5) + n)), TestSummaries.Event(SummaryClass.Event, i), TestSummaries.Event(SummaryClass.Bulk, i, 900)]);
            await buffer.AppendAsync([TestSummaries.Event(SummaryClass.Alarm, i, i % 8 == 0 ? 9_000 : 50)], [], CancellationToken.None);
        }
    }

    private void Keep()
    {
        foreach (var name in Names.Where(n => System.IO.File.Exists(_folder[$"buffer/{n}"])))
        {
            _files[name] = System.IO.File.ReadAllBytes(_folder[$"buffer/{name}"]);
        }
    }

    private static string Text(Summary summary) => summary.Data is JsonData json ? System.Text.Encoding.UTF8.GetString(json.Utf8.Span) : $"{summary.Made} {summary.Data}";
}
