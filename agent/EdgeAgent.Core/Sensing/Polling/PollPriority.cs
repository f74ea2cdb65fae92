namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Which of two jobs that are due goes first. One that is late by more than the lead of the other goes before it, so that nothing starves.</summary>
public enum PollPriority : byte
{
    /// <summary>After the others: a lead of -10 s.</summary>
    Low,

    /// <summary>No lead.</summary>
    Normal,

    /// <summary>Before the others: a lead of 10 s.</summary>
    High,
}
