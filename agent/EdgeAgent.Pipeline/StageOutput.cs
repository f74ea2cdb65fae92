using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline;

/// <summary>What stages want stored. The host owns one, hands it to each step, and empties it after the append.</summary>
public sealed class StageOutput
{
    /// <summary>Summaries in the order in which they were made.</summary>
    public List<Summary> Summaries { get; } = new(256);

    /// <summary>True when the event stage's state has changed and must be stored with the summaries.</summary>
    public bool EventStateChanged { get; set; }

    /// <summary>True when the clock stage's state has changed and must be stored.</summary>
    public bool ClockStateChanged { get; set; }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Summaries.Clear();
        EventStateChanged = false;
        ClockStateChanged = false;
    }
}
