using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull;

/// <summary>How one gateway's pulling stands. Written by its task, read by the report.</summary>
/// <param name="url">Where it is pulled.</param>
/// <param name="report">Gets what a person should know.</param>
internal sealed class PullProgress(Uri url, PullReport report)
{
    private readonly object _gate = new();
    private PullCounts _counts = new();

    /// <summary>Where it is pulled.</summary>
    public Uri Url { get; } = url;

    /// <summary>Its id; empty until it is known.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>The figures now.</summary>
    public PullCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>A session begins.</summary>
    public void Begin(Ledger ledger) => Change(c => c with { State = "pulling", Behind = BehindOf(ledger) });

    /// <summary>A page has been stored, or there was none.</summary>
    public void Take(Ledger ledger, Intake intake)
    {
        var gaps = intake.Fresh.Count(i => i.Gap is not null);
        Change(c => c with
        {
            State = intake.Page.More ? "pulling" : "up to date",
            Fault = "",
            Summaries = c.Summaries + intake.Fresh.Count - gaps,
            Gaps = c.Gaps + gaps,
            Repeated = c.Repeated + intake.Page.Items.Count - intake.Fresh.Count,
            Unexplained = c.Unexplained + intake.Holes.Sum(h => h.Count),
            Behind = BehindOf(ledger),
        });
    }

    /// <summary>Something went wrong that is tried again.</summary>
    public void Fault(string message)
    {
        Change(c => c with { State = "waiting", Fault = message, Faults = c.Faults + 1 });
        report.Say("fault", this, message);
    }

    /// <summary>Something that a person should know.</summary>
    public void Notice(string message) => report.Say("notice", this, message);

    /// <summary>All that was there is stored.</summary>
    public void Done() => Change(c => c with { State = "done" });

    /// <summary>It is not tried again.</summary>
    public void GivenUp() => Change(c => c with { State = "given up" });

    private static long BehindOf(Ledger ledger) => ledger.Epoch is not { } epoch
        ? 0
        : SummaryClasses.All.Where(c => ledger.Classes.Holds(c)).Sum(c => ledger[epoch, c].Behind);

    private void Change(Func<PullCounts, PullCounts> change)
    {
        lock (_gate)
        {
            _counts = change(_counts);
        }
    }
}

/// <summary>Figures of one gateway since the start.</summary>
internal sealed record PullCounts
{
    /// <summary>What it does now.</summary>
    public string State { get; init; } = "connecting";

    /// <summary>Summaries stored, gaps not counted.</summary>
    public long Summaries { get; init; }

    /// <summary>Gaps stored.</summary>
    public long Gaps { get; init; }

    /// <summary>Summaries that came again and were not stored again.</summary>
    public long Repeated { get; init; }

    /// <summary>Numbers missing without a gap.</summary>
    public long Unexplained { get; init; }

    /// <summary>Summaries that the gateway has and that are not stored yet.</summary>
    public long Behind { get; init; }

    /// <summary>Faults so far.</summary>
    public long Faults { get; init; }

    /// <summary>The newest fault; empty when it is over.</summary>
    public string Fault { get; init; } = "";
}
