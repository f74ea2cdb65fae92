namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Where an exchange stands after bytes came in.</summary>
public enum PollProgress : byte
{
    /// <summary>The reply is not whole yet.</summary>
    Waiting,

    /// <summary>A part of the exchange is done and another request belongs to it: a follow-up frame, a read-back.</summary>
    Next,

    /// <summary>It is over, well or badly: see <see cref="PollJob.Outcome"/>.</summary>
    Ended,
}
