using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Hosting;

/// <summary>Counts summaries that were lost before they had a number, by class, until a gap of each class tells it. Not thread-safe.</summary>
internal sealed class LossLedger
{
    private readonly Loss?[] _lost = new Loss?[SummaryClasses.Count];

    public void Add(Summary summary)
    {
        var index = (int)summary.Class;
        var before = _lost[index];
        _lost[index] = before is null
            ? new Loss(1, summary, summary)
            : before with { Count = before.Count + 1, Last = summary };
    }

    public IReadOnlyList<Summary> Gaps(string epoch)
    {
        var gaps = new List<Summary>(0);
        foreach (var loss in _lost)
        {
            if (loss is not null)
            {
                gaps.Add(MakeGap(loss, epoch));
            }
        }

        return gaps;
    }

    /// <summary>Takes off what the stored <paramref name="gaps"/> told; losses since then stay.</summary>
    public void Remove(IReadOnlyList<Summary> gaps)
    {
        foreach (var gap in gaps)
        {
            var index = (int)gap.Class;
            var told = ((GapData)gap.Data).Count ?? 0;
            if (_lost[index] is { } loss)
            {
                _lost[index] = loss.Count > told ? loss with { Count = loss.Count - told } : null;
            }
        }
    }

    private static Summary MakeGap(Loss loss, string epoch) => new()
    {
        Type = SummaryType.Gap,
        Class = loss.Last.Class,
        Made = loss.Last.Made,
        Data = new GapData
        {
            Epoch = epoch,
            Class = loss.Last.Class,
            Count = loss.Count,
            FromMs = loss.First.Made.UtcMs,
            ToMs = loss.Last.Made.UtcMs,
            Reason = "notStored",
        },
    };

    private sealed record Loss(ulong Count, Summary First, Summary Last);
}
