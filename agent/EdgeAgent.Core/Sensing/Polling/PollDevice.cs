namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>A device of a polled bus.</summary>
/// <param name="Name">Its name, which also spreads its polls in time.</param>
/// <param name="TimeoutMs">Time for an answer to begin, ms, 10..60,000.</param>
/// <param name="Retries">How often a failed request is sent again, 0..5.</param>
public sealed record PollDevice(string Name, long TimeoutMs, int Retries);
