using System.Globalization;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>Cameras for people.</summary>
internal static class CameraText
{
    private const int Gap = 2;

    /// <summary>A table, cameras with their profiles below; the profile for the site file has a star.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<CameraFinding> findings)
    {
        if (findings.Count == 0)
        {
            yield break;
        }

        string[] head = ["NAME", "ADDRESS", "MODEL", "CLOCK"];
        var rows = findings.Select(f => (string[])[f.Name, CameraAddress.Show(f.Report.Place.Host), Model(f.Report), Clock(f.Report.Clock)]).ToList();
        yield return Line(head, [head, .. rows]);
        for (var i = 0; i < findings.Count; i++)
        {
            yield return Line(rows[i], [head, .. rows]);
            foreach (var line in Below(findings[i]))
            {
                yield return $"  {line}";
            }
        }
    }

    /// <summary>A camera in a line, while others are still asked.</summary>
    public static string Of(CameraFinding finding) =>
        string.Join("; ", ((string[])[CameraAddress.Show(finding.Report.Place.Host), finding.Name, Model(finding.Report), finding.Report.Fault]).Where(p => p.Length > 0));

    /// <summary>What a clock says, as `3600.4 s ahead`.</summary>
    public static string Clock(CameraClock? clock)
    {
        if (clock is null)
        {
            return "clock unknown";
        }

        var off = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(clock.OffsetMs) / 1000.0:0.0} s {(clock.OffsetMs < 0 ? "behind" : "ahead")}, give or take {clock.ErrorMs / 1000.0:0.0} s");
        return clock.IsOff(CameraFinding.ClockLimitMs) ? $"OFF: {off}" : off;
    }

    /// <summary>What is to be said at the end, a line each.</summary>
    public static IEnumerable<string> Remarks(CameraScanReport report)
    {
        foreach (var remark in report.Remarks)
        {
            yield return remark;
        }

        var count = report.Findings.Count switch { 0 => "no camera answered", 1 => "1 camera", var n => string.Create(CultureInfo.InvariantCulture, $"{n} cameras") };
        yield return string.Create(CultureInfo.InvariantCulture, $"{count} in {report.TookS:0.0} s{(report.IsComplete ? "" : "; stopped before the end")}");
    }

    private static IEnumerable<string> Below(CameraFinding finding)
    {
        var profiles = finding.Report.Profiles.Select(p => (string[])[ReferenceEquals(p, finding.Chosen) ? "*" : "", p.Name.Length > 0 ? p.Name : p.Token, p.Codec, Size(p), Fps(p), p.Url]).ToList();
        for (var i = 0; i < profiles.Count; i++)
        {
            yield return Line(profiles[i], profiles);
            if (finding.Report.Profiles[i].Note is { Length: > 0 } note)
            {
                yield return $"! {note}";
            }
        }

        var told = finding.Report.Fault.Length > 0 ? [.. finding.Report.Notes, finding.Report.Fault] : finding.Report.Notes;
        foreach (var note in told)
        {
            yield return $"! {note}";
        }
    }

    private static string Model(CameraReport report)
    {
        var model = string.Join(' ', ((string[])[report.Maker, report.Model.Length > 0 ? report.Model : report.Camera.Scopes.Hardware]).Where(p => p.Length > 0));
        return model.Length > 0 ? model : "model unknown";
    }

    private static string Size(CameraProfile profile) => profile.Width > 0 && profile.Height > 0 ? string.Create(CultureInfo.InvariantCulture, $"{profile.Width}x{profile.Height}") : "";

    private static string Fps(CameraProfile profile) => profile.Fps > 0 ? string.Create(CultureInfo.InvariantCulture, $"{profile.Fps} fps") : "";

    private static string Line(string[] row, IReadOnlyList<string[]> rows) =>
        string.Concat(row.Select((cell, i) => cell.PadRight(rows.Max(r => r[i].Length) + (rows.Any(r => r[i].Length > 0) ? Gap : 0)))).TrimEnd();
}
