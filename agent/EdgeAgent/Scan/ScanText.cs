using System.Globalization;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Scan;

/// <summary>A scan's results for people.</summary>
internal static class ScanText
{
    /// <summary>Settings of a line as `9600 8N1`.</summary>
    public static string Of(SerialSettings line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Baud} {line.DataBits}{line.Parity switch { SerialParity.Even => 'E', SerialParity.Odd => 'O', _ => 'N' }}{line.StopBits}");

    /// <summary>One finding in a line.</summary>
    public static string Of(ScanFinding finding)
    {
        var probe = finding.Probe;
        var parts = new List<string>
        {
            finding.Line is not { } line ? "network" : finding.IsParityTested ? Of(line) : string.Create(CultureInfo.InvariantCulture, $"{line.Baud} baud, parity untested"),
            probe.Protocol,
            probe.Address.Length > 0 ? $"address {probe.Address}" : "no address",
        };
        Add(parts, probe.Number.Length > 0 && probe.Number != probe.Address, $"number {probe.Number}");
        Add(parts, probe.Device.Length > 0, probe.Device);
        Add(parts, probe.First is not null, probe.First is { } first ? Of(first) : "");
        Add(parts, finding.Template.Length > 0, $"template {finding.Template}");
        Add(parts, finding.Fits.Count > 0, $"could be a {string.Join(" or a ", finding.Fits)}");
        Add(parts, probe.Note.Length > 0, probe.Note);
        return string.Join("; ", parts);
    }

    /// <summary>A value with its name and unit.</summary>
    public static string Of(ProbeValue value)
    {
        var shown = value.Value is { } number ? number.ToString(CultureInfo.InvariantCulture) : value.Text.Length > 0 ? value.Text : "none";
        return $"{value.Name} = {shown}{(value.Unit.Length > 0 ? " " : "")}{value.Unit}";
    }

    /// <summary>What is to be said at the end, a line each.</summary>
    public static IEnumerable<string> Remarks(ScanReport report)
    {
        if (report.Noise.Count > 0)
        {
            var rates = string.Join(", ", report.Noise.Select(n => string.Create(CultureInfo.InvariantCulture, $"{Of(n.Line)} ({n.Bytes} bytes)")));
            yield return report.Findings.Count > 0
                ? $"bytes that belong to no frame came at {rates}"
                : $"something is on the line, at a rate, parity or protocol that was not tried: bytes that belong to no frame came at {rates}";
        }

        foreach (var collision in report.Collisions)
        {
            yield return collision;
        }

        foreach (var note in report.Notes)
        {
            yield return note;
        }

        yield return Ending(report);
    }

    private static string Ending(ScanReport report)
    {
        var found = report.Findings.Count switch { 0 => "nothing answered", 1 => "1 device", var n => string.Create(CultureInfo.InvariantCulture, $"{n} devices") };
        var time = string.Create(CultureInfo.InvariantCulture, $"{report.TookS:0.0} s");
        return report.Fault.Length > 0 ? $"{found} in {time}; cut short: {report.Fault}" : report.IsComplete ? $"{found} in {time}" : $"{found} in {time}; stopped before the end";
    }

    private static void Add(List<string> parts, bool isThere, string part)
    {
        if (isThere)
        {
            parts.Add(part);
        }
    }
}
