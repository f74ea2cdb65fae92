using System.Globalization;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>
/// What a load asked of a buffer and what that confirmed, read from the load's own marks. Each lane asks one batch after another and numbers them; consumers are
/// changed by one lane alone. So at any cut the truth is: of each lane its confirmed batches and perhaps some of those asked after them, in order.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<int, List<Batch>> _lanes = [];
    private readonly Dictionary<int, int> _confirmed = [];
    private readonly List<ConsumerTable> _tables = [new([])];
    private readonly ulong[] _releasable = new ulong[SummaryClasses.Count];
    private string _lastAsked = "";

    /// <summary>Epoch told when the store was opened; null before.</summary>
    public string? Epoch { get; private set; }

    /// <summary>The store's key, as text.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Heads when it was opened for the first time: a store that could be made only at the second attempt may tell of the first as lost.</summary>
    public Positions? Start { get; private set; }

    public IEnumerable<int> Lanes => _lanes.Keys;

    /// <summary>Summaries that a reader saw, by class and number.</summary>
    public Dictionary<(SummaryClass Class, ulong Seq), Token> Seen { get; } = [];

    /// <summary>The consumers as confirmed, and after each change that was asked since.</summary>
    public IReadOnlyList<ConsumerTable> Tables => _tables;

    public IReadOnlyList<Batch> BatchesOf(int lane) => _lanes[lane];

    public int ConfirmedOf(int lane) => _confirmed.GetValueOrDefault(lane);

    public ulong ReleasableOf(SummaryClass summaryClass) => _releasable[(int)summaryClass];

    /// <summary>The mark of an open store.</summary>
    public static string OpenMark(ISummaryBuffer buffer) => $"open {buffer.Epoch} {Convert.ToHexString(buffer.Store.Key.Span)} {ConsumerTable.TextOf(buffer.Heads)}";

    /// <summary>Takes a mark. One that may lie beyond the cut tells what may be there, and by which numbers and positions, not what must.</summary>
    public void Take(string mark, bool isSure = true)
    {
        var words = mark.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["open", var epoch, var key, .. var heads] when isSure:
                Assert.True(Epoch is null || (Epoch, Key) == (epoch, key), $"the store was {Epoch} and is {epoch} after a restart");
                (Epoch, Key) = (epoch, key);
                Start ??= ConsumerTable.PositionsOf(heads);
                break;
            case ["ask", var lane, var number, .. var tokens]:
                Ask(Int(lane), Int(number), tokens);
                break;
            case ["ok", var lane, var number, .. var seqs]:
                _confirmed[Int(lane)] = isSure ? Int(number) : ConfirmedOf(Int(lane));
                _lanes[Int(lane)][Int(number) - 1].Seqs = [.. seqs.Select(s => ulong.Parse(s, CultureInfo.InvariantCulture))];
                break;
            case ["seen", var token, var seq] when isSure:
                var seen = Token.Parse(token);
                Seen[(seen.Class, ulong.Parse(seq, CultureInfo.InvariantCulture))] = seen;
                break;
            case ["change", .. var change]:
                AskChange(mark, change);
                break;
            case ["changed", .. var positions]:
                ConfirmChange(positions, isSure);
                break;
        }
    }

    /// <summary>After a restart nothing is open any more: what the store holds is what was confirmed.</summary>
    public void Settle(ISummaryBuffer buffer)
    {
        foreach (var (lane, batches) in _lanes)
        {
            var stored = Load.LaneState.Read(buffer, lane);
            batches.RemoveRange(stored, batches.Count - stored);
            _confirmed[lane] = stored;
        }

        _tables.Clear();
        _tables.Add(new ConsumerTable(buffer.Consumers().ToDictionary(c => c.Name, c => (c.Classes, (Positions?)c.Acknowledged))));
        _lastAsked = "";
    }

    private void Ask(int lane, int number, string[] tokens)
    {
        if (!_lanes.TryGetValue(lane, out var batches))
        {
            _lanes[lane] = batches = [];
        }

        // The same one again after a denial is no new one.
        if (number > batches.Count)
        {
            Assert.Equal(batches.Count + 1, number);
            batches.Add(new Batch([.. tokens.Select(Token.Parse)]));
        }
    }

    private void AskChange(string mark, string[] change)
    {
        if (mark == _lastAsked)
        {
            return;
        }

        _lastAsked = mark;
        Add(_tables[^1].After(change));
    }

    private void ConfirmChange(string[] positions, bool isSure)
    {
        Assert.True(_tables.Count == 2 || !isSure, "two changes of consumers at once");
        if (positions is [var name, .. var numbers])
        {
            var told = _tables[^1].With(name, ConsumerTable.PositionsOf(numbers));
            _tables.RemoveAt(_tables.Count - 1);
            Add(told);
        }

        if (isSure)
        {
            _tables.RemoveAt(0);
        }

        _lastAsked = "";
    }

    private void Add(ConsumerTable table)
    {
        _tables.Add(table);
        foreach (var summaryClass in SummaryClasses.All)
        {
            _releasable[(int)summaryClass] = Math.Max(_releasable[(int)summaryClass], table.ReleasableOf(summaryClass));
        }
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Summaries that were appended together.</summary>
internal sealed class Batch(Token[] tokens)
{
    public Token[] Tokens { get; } = tokens;

    /// <summary>Their numbers once confirmed to the load.</summary>
    public ulong[]? Seqs { get; set; }
}
