namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>What is known of a module's process.</summary>
/// <param name="IsAlive">True while it runs.</param>
/// <param name="LastBeatNs">When it last gave a sign of life, CLOCK_BOOTTIME ns; 0 before the first.</param>
/// <param name="BusyMs">How long the picture that it looks at has taken so far, ms.</param>
/// <param name="ResidentBytes">Memory that it has.</param>
/// <param name="State">Its state by the kernel, a letter (proc(5), stat): R runs, S sleeps, D waits for the disk, T is stopped.</param>
public readonly record struct ChildFacts(bool IsAlive, long LastBeatNs, long BusyMs, long ResidentBytes, char State);
