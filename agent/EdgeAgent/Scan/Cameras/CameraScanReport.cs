namespace EdgeAgent.Scan.Cameras;

/// <summary>What a search for cameras has found.</summary>
/// <param name="Findings">Cameras, by address.</param>
/// <param name="Malformed">Datagrams that could not be read.</param>
/// <param name="Remarks">What else there is to know, a line each.</param>
/// <param name="IsComplete">False when it was stopped.</param>
/// <param name="TookS">How long it took, s.</param>
internal sealed record CameraScanReport(IReadOnlyList<CameraFinding> Findings, int Malformed, IReadOnlyList<string> Remarks, bool IsComplete, double TookS);
