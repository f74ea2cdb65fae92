using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>A random life of a buffer beside a simple model of what must still be in it.</summary>
internal sealed class ModelRun(int seed)
{
    private const string Epoch = "0123456789ABC";
    private const int Subjects = 3;
    private const int MostKept = 400;
    private const long HourMs = 3_600_000;
    private static readonly string[] Names = ["one", "two", "three"];
    private readonly Random _random = new(seed);
    private readonly MemoryEngine _engine = new();

    // What was appended and has neither been acknowledged by all nor evicted.
    private readonly SortedDictionary<ulong, Summary>[] _wanted = [[], [], [], []];
    private readonly Dictionary<string, (ClassSet Classes, Positions At)> _consumers = [];
    private readonly ulong[] _heads = new ulong[SummaryClasses.Count];
    private BufferState _state = BufferState.Empty;
    private int _minute;
    private int _subject;
    private int _content;
    private long _nowMs = 1_790_000_000_000;

    public int Merges { get; private set; }

    public int Evictions { get; private set; }

    public int Failures { get; private set; }

    public int Crashes { get; private set; }

    public void Step()
    {
        // Now and then the clock jumps an hour; minutes of windows go with the boot's own time.
        _nowMs += _random.Next(500) == 0 ? (_random.Next(2) == 0 ? HourMs : -HourMs) : _random.Next(1_000);
        switch (_random.Next(100))
        {
            case < 60:
                Append();
                break;
            case < 61:
                Trim();
                break;
            case < 78:
                ChangeConsumer();
                break;
            case < 92:
                Merge();
                break;
            case < 96:
                Evict((SummaryClass)_random.Next(SummaryClasses.Count), _random.Next(2, 60));
                break;
            default:
                Reopen();
                break;
        }
    }

    public void Check()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            var records = ReadAll(summaryClass);
            Assert.Equal(_heads[(int)summaryClass], _state.Heads[summaryClass]);
            var floor = _state.Floors[summaryClass];
            if (records.Count == 0)
            {
                Assert.Equal(floor, _state.Heads[summaryClass]);
            }
            else
            {
                Assert.True(records[0].FirstSeq <= floor + 1 && records[0].Seq > floor, $"seed {seed}: {records[0]} after {floor}");
                Assert.True(BufferReading.CoversExactly(records, records[0].FirstSeq, _state.Heads[summaryClass]), $"seed {seed}: {summaryClass} is not tiled");
            }

            CheckContent(records, _wanted[(int)summaryClass]);
        }

        foreach (var (name, (classes, at)) in _consumers)
        {
            Assert.Equal((classes, at), (_state.Consumers[name].Classes, _state.Consumers[name].Acknowledged));
        }

        Assert.Equal(_consumers.Count, _state.Consumers.Count);
    }

    private void CheckContent(List<StoredSummary> records, SortedDictionary<ulong, Summary> wanted)
    {
        var exact = records.ToDictionary(r => r.Seq, r => r.Summary);
        var windows = records.Where(r => r.Summary.Data is WindowData).ToLookup(r => r.Summary.Subject);
        foreach (var (seq, summary) in wanted)
        {
            if (summary.Data is WindowData window)
            {
                Assert.Single(windows[summary.Subject], r => r.Seq >= seq && ((WindowData)r.Summary.Data).FromMs <= window.FromMs && ((WindowData)r.Summary.Data).ToMs >= window.ToMs);
            }
            else
            {
                Assert.Equal(TestSummaries.ContentOf(summary), TestSummaries.ContentOf(exact[seq]));
            }
        }

        // Nothing is told that was not appended: each window counts the minutes that it holds.
        Assert.All(windows.SelectMany(w => w), r => Assert.Equal(MergeFixture.MinutesOf((WindowData)r.Summary.Data).Sum(m => 60 + m), ((WindowData)r.Summary.Data).Expected));
    }

    private void Append()
    {
        var batch = new BufferBatch(_state, Epoch);
        var added = new List<(ulong Seq, Summary Summary)>();
        var lost = new List<(SummaryClass Class, ulong Count)>();
        for (var left = _random.Next(1, 12); left > 0; left--)
        {
            var summary = Make();
            if (_random.Next(200) == 0)
            {
                lost.Add((summary.Class, (ulong)_random.Next(1, 9)));
                batch.Append(summary with { Type = SummaryType.Gap, Data = new GapData { Epoch = Epoch, Class = summary.Class, Count = lost[^1].Count, Reason = "diskFull" } });
                continue;
            }

            added.Add((batch.Append(summary), summary));
        }

        if (!Commit(batch))
        {
            return;
        }

        foreach (var (summaryClass, count) in lost)
        {
            _heads[(int)summaryClass] += count;
        }

        foreach (var (seq, summary) in added)
        {
            _heads[(int)summary.Class]++;
            _wanted[(int)summary.Class].Add(seq, summary);
        }
    }

    private Summary Make()
    {
        var summaryClass = (SummaryClass)Math.Min(_random.Next(6), (int)SummaryClass.Bulk);
        if (_random.Next(3) > 0)
        {
            _subject = (_subject + 1) % Subjects;
            _minute += _subject == 0 ? 1 : 0;
            return MergeFixture.Window(_subject, _minute);
        }

        return TestSummaries.Event(summaryClass, _content++);
    }

    private void ChangeConsumer()
    {
        var name = Names[_random.Next(Names.Length)];
        var batch = new BufferBatch(_state, Epoch);
        var next = new Dictionary<string, (ClassSet Classes, Positions At)>(_consumers);
        switch (_random.Next(12))
        {
            case 0:
                batch.RemoveConsumer(name);
                next.Remove(name);
                break;
            case < 3:
                var classes = (ClassSet)_random.Next(1, 16);
                next[name] = (classes, next.TryGetValue(name, out var known) ? known.At : _state.Floors);
                batch.PutConsumer(name, classes, _nowMs);
                break;
            default:
                var summaryClass = (SummaryClass)_random.Next(SummaryClasses.Count);
                var to = (ulong)_random.NextInt64((long)_heads[(int)summaryClass] + 3);
                batch.Acknowledge(name, default(Positions).With(summaryClass, to), _nowMs);
                if (next.TryGetValue(name, out var old))
                {
                    next[name] = (old.Classes, old.At.With(summaryClass, Math.Max(old.At[summaryClass], Math.Min(to, _heads[(int)summaryClass]))));
                }

                break;
        }

        batch.Release();
        if (!Commit(batch))
        {
            return;
        }

        _consumers.Clear();
        foreach (var (key, value) in next)
        {
            _consumers[key] = value;
        }

        foreach (var summaryClass in SummaryClasses.All)
        {
            var wanting = _consumers.Values.Where(c => c.Classes.Holds(summaryClass)).ToList();
            Forget(summaryClass, wanting.Count == 0 ? 0 : wanting.Min(c => c.At[summaryClass]));
        }
    }

    private void Merge()
    {
        var spanMs = RoutineMerger.SpansMs[_random.Next(RoutineMerger.SpansMs.Count)];
        var after = _state.Floors.Routine + (ulong)_random.NextInt64((long)(_state.Heads.Routine - _state.Floors.Routine) + 1);
        var page = Read(SummaryClass.Routine, _random.Next(2) == 0 ? _state.Floors.Routine : after, _random.Next(1, 200));
        var borders = _state.Consumers.Values.Select(c => c.Acknowledged.Routine).Order().ToArray();
        for (var start = 0; start < page.Count;)
        {
            var length = RoutineMerger.LengthOfRun(page, start, spanMs, borders, mayGoOn: _random.Next(2) == 0);
            if (length == 0)
            {
                return;
            }

            StoredSummary[] run = [.. page.Skip(start).Take(length)];
            if (RoutineMerger.Rewrite(run, spanMs) is { } records)
            {
                var batch = new BufferBatch(_state, Epoch);
                batch.Replace(SummaryClass.Routine, run, records);
                Merges += Commit(batch) ? 1 : 0;
                return;
            }

            start += length;
        }
    }

    private void Evict(SummaryClass summaryClass, int most)
    {
        var oldest = Read(summaryClass, _state.Floors[summaryClass], most);
        if (oldest.Count < 2)
        {
            return;
        }

        var batch = new BufferBatch(_state, Epoch);
        batch.Evict(summaryClass, oldest, "budget", new Stamp(_nowMs, 1, 1, ClockQuality.Ntp));
        if (Commit(batch))
        {
            Evictions++;
            Forget(summaryClass, oldest[^1].Seq);
        }
    }

    // As the budget does: keeps the life small enough to be looked at often.
    private void Trim()
    {
        foreach (var summaryClass in SummaryClasses.All.Where(c => _wanted[(int)c].Count > MostKept))
        {
            Evict(summaryClass, MostKept / 2);
        }
    }

    private void Reopen()
    {
        if (_engine.GetValue(StoreKeys.Counts) is not null)
        {
            _state = BufferState.Read(_engine)!;
        }
    }

    private bool Commit(BufferBatch batch)
    {
        _engine.FailsNext = _random.Next(20) == 0;
        var dies = _engine.DiesNext = !_engine.FailsNext && _random.Next(40) == 0;
        batch.KeepConsumers();
        batch.Seal();
        try
        {
            _engine.Commit(batch.Write);
            _state = batch.Next();
            return true;
        }
        catch (StoreException) when (!dies)
        {
            Failures++;
            return false;
        }
        catch (StoreException)
        {
            // Stored, but nobody heard of it: the next start finds it.
            Crashes++;
            Reopen();
            return true;
        }
    }

    private void Forget(SummaryClass summaryClass, ulong upTo)
    {
        foreach (var seq in _wanted[(int)summaryClass].Keys.TakeWhile(s => s <= upTo).ToList())
        {
            _wanted[(int)summaryClass].Remove(seq);
        }
    }

    private List<StoredSummary> ReadAll(SummaryClass summaryClass)
    {
        var all = new List<StoredSummary>();
        for (var after = 0UL; ;)
        {
            var page = Read(summaryClass, after, _random.Next(1, 100));
            if (page.Count == 0)
            {
                return all;
            }

            all.AddRange(page);
            after = page[^1].Seq;
        }
    }

    private List<StoredSummary> Read(SummaryClass summaryClass, ulong after, int limit)
    {
        var records = new List<EngineRecord>();
        _engine.Read(summaryClass, after + 1, _state.Heads[summaryClass], limit, int.MaxValue, records);
        return [.. records.Select(r => StoredRecord.TryRead(summaryClass, r.Seq, r.Value, out var stored) ? stored : throw new InvalidOperationException($"seed {seed}: {summaryClass}/{r.Seq} is damaged"))];
    }
}
