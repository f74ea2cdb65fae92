using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>What is durably known of one gateway: its cursor and how far each class of each epoch came. Not thread-safe; one pulling task owns it.</summary>
/// <param name="gateway">The gateway's id.</param>
internal sealed class Ledger(string gateway)
{
    /// <summary>Most epochs kept, newest last: older ones never come again.</summary>
    public const int MaxEpochs = 256;

    private readonly HashSet<string> _withoutStart = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Dictionary<string, StreamState[]> _epochs = new(StringComparer.Ordinal);

    /// <summary>The gateway's id.</summary>
    public string Gateway { get; } = gateway;

    /// <summary>Cursor after all that is stored; null when nothing is, or when it was refused.</summary>
    public string? Cursor { get; set; }

    /// <summary>Classes that the last run asked for.</summary>
    public ClassSet Classes { get; set; }

    /// <summary>Epochs from the oldest known to the newest.</summary>
    public IReadOnlyList<string> Epochs => _order;

    /// <summary>The epoch that came last; null for none yet.</summary>
    public string? Epoch => _order.Count == 0 ? null : _order[^1];

    /// <summary>State of a class of an epoch.</summary>
    public StreamState this[string epoch, SummaryClass summaryClass] => _epochs.TryGetValue(epoch, out var states) ? states[(int)summaryClass] : new StreamState();

    /// <summary>Sets the state of a class of an epoch.</summary>
    public void Set(string epoch, SummaryClass summaryClass, StreamState state)
    {
        if (!_epochs.TryGetValue(epoch, out var states))
        {
            states = [.. SummaryClasses.All.Select(_ => new StreamState())];
            _epochs.Add(epoch, states);
            _order.Add(epoch);
            if (_order.Count > MaxEpochs)
            {
                _epochs.Remove(_order[0]);
                _order.RemoveAt(0);
            }
        }

        states[(int)summaryClass] = state;
    }

    /// <summary>True when it is not known yet from where on this consumer gets an epoch's summaries.</summary>
    public bool NeedsStart(string epoch) => !_epochs.ContainsKey(epoch) || _withoutStart.Contains(epoch);

    /// <summary>
    /// Works out what of a page is new; changes nothing. <paramref name="starts"/> are the consumer's positions when the page's epoch is a new one, else null.
    /// </summary>
    public Intake Take(PulledPage page, ClassSet classes, IReadOnlyList<long>? starts)
    {
        var states = SummaryClasses.All.Select(c => this[page.Epoch, c]).ToArray();
        for (var i = 0; i < states.Length; i++)
        {
            // A class that was not asked for before begins with what comes: the gateway did not keep it for us.
            var isNew = Classes != ClassSet.None && !Classes.Holds((SummaryClass)i) && classes.Holds((SummaryClass)i) && states[i].Last == 0 && Epoch == page.Epoch;
            states[i] = states[i] with { Start = isNew ? null : states[i].Start ?? starts?[i], Head = Math.Max(states[i].Head, page.Head[i]) };
        }

        var fresh = new List<PulledItem>(page.Items.Count);
        var holes = new List<Hole>();
        foreach (var item in page.Items)
        {
            if (states[(int)item.Class].After(item, out var hole) is { } next)
            {
                states[(int)item.Class] = next;
                fresh.Add(item);
                if (hole is not null)
                {
                    holes.Add(hole);
                }
            }
        }

        var isChange = fresh.Count > 0 || page.Next != Cursor || page.Epoch != Epoch || classes != Classes || SummaryClasses.All.Any(c => states[(int)c] != this[page.Epoch, c]);
        return new Intake(page, fresh, holes, states, classes, isChange);
    }

    /// <summary>Takes over what has been stored.</summary>
    public void Apply(Intake intake)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            Set(intake.Page.Epoch, summaryClass, intake.States[(int)summaryClass]);
        }

        _withoutStart.Remove(intake.Page.Epoch);
        Cursor = intake.Page.Next;
        Classes = intake.Classes;
    }

    /// <summary>Takes an item that was stored before the cursor was: the tail that a crash left.</summary>
    public void TakeTail(PulledItem item)
    {
        if (!_epochs.ContainsKey(item.Epoch))
        {
            _withoutStart.Add(item.Epoch);
        }

        var known = this[item.Epoch, item.Class];
        if (known.After(item, out _) is { } next)
        {
            Set(item.Epoch, item.Class, next with { Start = _withoutStart.Contains(item.Epoch) ? known.Start : next.Start });
        }
    }
}

/// <summary>What of a page is to be stored.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fresh">Its items that did not come before.</param>
/// <param name="Holes">Numbers that are missing before them without a gap.</param>
/// <param name="States">State of each class of the page's epoch after it.</param>
/// <param name="Classes">Classes asked for.</param>
/// <param name="IsChange">False when nothing at all is new.</param>
internal sealed record Intake(PulledPage Page, IReadOnlyList<PulledItem> Fresh, IReadOnlyList<Hole> Holes, IReadOnlyList<StreamState> States, ClassSet Classes, bool IsChange);
