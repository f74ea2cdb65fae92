namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>The power fails in the midst of work: whatever runs ends here.</summary>
internal sealed class SimPowerCut() : Exception("the power is cut");
