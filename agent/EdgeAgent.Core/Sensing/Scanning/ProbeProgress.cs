namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>What became of bytes that a probe took.</summary>
public enum ProbeProgress : byte
{
    /// <summary>Nothing whole yet.</summary>
    Waiting,

    /// <summary>A sound frame; more may follow.</summary>
    Heard,

    /// <summary>The answer is there: the next attempt may begin.</summary>
    Done,
}
