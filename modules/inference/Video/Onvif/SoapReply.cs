namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>How a question to a camera ended.</summary>
public enum SoapOutcome
{
    /// <summary>Answered.</summary>
    Answered,

    /// <summary>The camera refuses who asks.</summary>
    Refused,

    /// <summary>The camera answered something else: a fault, no XML, too much.</summary>
    Faulted,

    /// <summary>Nothing answered in time, or no connection.</summary>
    Unreachable,
}

/// <summary>What became of a question.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">The answer's element in the body; null when it was not answered.</param>
/// <param name="Fault">Why it was not answered, in plain words; empty when it was.</param>
/// <param name="StartedTicks">When it was sent, a timestamp of the time provider.</param>
/// <param name="EndedTicks">When the answer's head had come.</param>
public sealed record SoapReply(SoapOutcome Outcome, XmlPart? Body, string Fault, long StartedTicks = 0, long EndedTicks = 0);
