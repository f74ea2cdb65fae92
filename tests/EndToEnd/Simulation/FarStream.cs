using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>One class of one epoch as a reader has received it.</summary>
internal sealed class FarStream(string name)
{
    // A window that is merged takes a number that is at most so much higher; and so much is kept of what has been checked.
    private const ulong MergeReach = 600;
    private const ulong Kept = 3_000;
    private const long MinuteMs = 60_000;

    private readonly SortedDictionary<ulong, StoredSummary> _records = [];
    private readonly SortedDictionary<ulong, ulong> _ahead = [];
    private readonly List<(ulong First, ulong Last)> _gaps = [];
    private readonly Dictionary<(string Subject, long Minute), List<StoredSummary>> _windows = [];
    private readonly Queue<(ulong Seq, Summary Summary)> _expected = new();

    /// <summary>Every number up to here has been received, or told as missing.</summary>
    public ulong Covered { get; private set; }

    public void StartAfter(ulong seq)
    {
        _gaps.Add((1, seq));
        Cover(1, seq);
    }

    public void Expect(ulong seq, Summary summary) => _expected.Enqueue((seq, summary));

    public void Take(in StoredSummary record)
    {
        if (_records.TryGetValue(record.Seq, out var known) && !MayFollow(known, record))
        {
            throw new InvalidOperationException($"{name}: number {record.Seq} was given as {known.Summary} and then as {record.Summary}");
        }

        _records[record.Seq] = record;
        switch (record.Summary.Data)
        {
            case GapData { Reason: not "storeLost" }:
                _gaps.Add((record.FirstSeq, record.Seq));
                break;
            case WindowData window:
                foreach (var minute in MinutesOf(window))
                {
                    Windows(record.Summary.Subject, minute).Add(record);
                }

                break;
        }

        Cover(record.FirstSeq, record.Seq);
        while (_expected.TryPeek(out var next) && next.Seq + MergeReach < Covered)
        {
            CheckNext();
        }

        Forget();
    }

    public void Finish()
    {
        while (_expected.TryPeek(out var next) && next.Seq <= Covered)
        {
            CheckNext();
        }
    }

    // The same again; or coarser; or gone by now. Never anything else under a number.
    private static bool MayFollow(in StoredSummary known, in StoredSummary next) => (known.Summary.Data, next.Summary.Data) switch
    {
        (GapData a, GapData b) => a == b || b.FirstSeq <= a.FirstSeq || a.FirstSeq is null,
        (_, GapData) => true,
        (WindowData a, WindowData b) => known.Summary.Subject == next.Summary.Subject && b.FromMs <= a.FromMs && b.ToMs >= a.ToMs,
        (JsonData a, JsonData b) => a.Utf8.Span.SequenceEqual(b.Utf8.Span),
        _ => false,
    };

    private void CheckNext()
    {
        var (seq, summary) = _expected.Dequeue();
        if (seq > Covered)
        {
            throw new InvalidOperationException($"{name}: {seq} was confirmed and has not come; all up to {Covered} has");
        }

        var isThere = summary.Data switch
        {
            WindowData window => Windows(summary.Subject, Math.DivRem(window.FromMs, MinuteMs).Quotient).Exists(r => r.Seq >= seq && IsIn(window, (WindowData)r.Summary.Data)),
            JsonData json => _records.TryGetValue(seq, out var record) && record.Summary.Data is JsonData got && got.Utf8.Span.SequenceEqual(json.Utf8.Span),
            _ => true,
        };
        // A window may have been merged into one of a higher number before that went.
        var reach = summary.Data is WindowData ? MergeReach : 0;
        if (!isThere && !_gaps.Exists(g => g.First <= seq + reach && g.Last >= seq))
        {
            throw new InvalidOperationException($"{name}: {seq} was confirmed, {summary}, and has neither come nor been told as missing; there are\n{Near(seq)}");
        }
    }

    private string Near(ulong seq) => string.Join('\n', _records.Values.Where(r => r.Seq + 12 >= seq && r.FirstSeq <= seq + 12).Select(r => $"{r.FirstSeq}..{r.Seq} {r.Summary.Subject} {r.Summary.Data}"));

    private static bool IsIn(WindowData small, WindowData large) => large.FromMs <= small.FromMs && large.ToMs >= small.ToMs && large.Good >= small.Good;

    private void Cover(ulong first, ulong last)
    {
        if (last <= Covered)
        {
            return;
        }

        if (first > Covered + 1)
        {
            _ahead[first] = Math.Max(last, _ahead.GetValueOrDefault(first));
            return;
        }

        Covered = last;
        while (_ahead.Count > 0 && _ahead.First() is var next && next.Key <= Covered + 1)
        {
            Covered = Math.Max(Covered, next.Value);
            _ahead.Remove(next.Key);
        }
    }

    private List<StoredSummary> Windows(string subject, long minute)
    {
        if (!_windows.TryGetValue((subject, minute), out var windows))
        {
            _windows[(subject, minute)] = windows = new List<StoredSummary>(1);
        }

        return windows;
    }

    private void Forget()
    {
        while (_records.Count > (int)(2 * Kept) && _records.First() is var oldest && oldest.Key + MergeReach + Kept < Covered
            && (!_expected.TryPeek(out var next) || next.Seq > oldest.Key + Kept))
        {
            _records.Remove(oldest.Key);
            if (oldest.Value.Summary.Data is WindowData window)
            {
                ForgetWindow(oldest.Value, window);
            }
        }
    }

    // The clock may have told the same minute twice: only this one goes.
    private void ForgetWindow(StoredSummary record, WindowData window)
    {
        foreach (var minute in MinutesOf(window))
        {
            var windows = Windows(record.Summary.Subject, minute);
            windows.RemoveAll(w => w.Seq == record.Seq);
            if (windows.Count == 0)
            {
                _windows.Remove((record.Summary.Subject, minute));
            }
        }
    }

    private static IEnumerable<long> MinutesOf(WindowData window)
    {
        for (var minute = Math.DivRem(window.FromMs, MinuteMs).Quotient; minute * MinuteMs < window.ToMs || minute * MinuteMs == window.FromMs; minute++)
        {
            yield return minute;
        }
    }
}
