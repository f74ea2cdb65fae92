namespace EdgeAgent.Pipeline.Events;

/// <summary>What became of acknowledging an event.</summary>
public enum Acknowledged : byte
{
    /// <summary>No open event has this id.</summary>
    Unknown,

    /// <summary>It was acknowledged before.</summary>
    Already,

    /// <summary>It is acknowledged now.</summary>
    Now,
}
