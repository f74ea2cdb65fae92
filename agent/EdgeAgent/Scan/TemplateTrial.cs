using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Serial;

namespace EdgeAgent.Scan;

/// <summary>
/// Recognises devices by device templates: reads all points of each that fits the protocol, with the driver that the agent runs. A device that answers them all, plausibly, and some of them
/// so that chance is out of the question, is one.
/// </summary>
/// <param name="kinds">Kinds of sources.</param>
/// <param name="templates">Texts of templates by name.</param>
/// <param name="probes">Probes, for what a point tells.</param>
/// <param name="clock">The clock.</param>
/// <param name="stop">Woken to stop.</param>
internal sealed class TemplateTrial(
    IReadOnlyList<ISourceKind> kinds, IReadOnlyDictionary<string, byte[]> templates, IReadOnlyList<IBusProbe> probes, IEdgeClock clock, WakeEvent stop)
{
    private const long LimitNs = 15_000_000_000;
    private const int EnoughTelling = 2;
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The same finding with what the templates told.</summary>
    public ScanFinding Try(ScanFinding finding, ScanTarget target, IBusLine line)
    {
        var kind = kinds.FirstOrDefault(k => k.Name == finding.Probe.Protocol);
        var probe = probes.First(p => p.Protocol == finding.Probe.Protocol);
        var best = 0;
        if (kind is null)
        {
            return finding;
        }

        if (probe.IsListener)
        {
            return Compare(finding, kind);
        }

        foreach (var (name, text) in templates.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(text, WithComments);
            var template = document.RootElement;
            if (template.Items("kinds").Any(k => k.GetString() == kind.Name) && IsSuch(finding, template) && Read(finding, target, line, kind, template) is { } values)
            {
                var points = template.Items("points").ToList();
                var telling = points.Where((p, i) => values[i].Value is { } value && probe.IsTelling(p, value)).Count();
                var isRecognised = telling >= Math.Min(EnoughTelling, points.Count) && points.Count > best;
                best = isRecognised ? points.Count : best;
                finding = isRecognised ? finding with { Template = name, Values = values } : telling == 0 ? finding with { Fits = [.. finding.Fits, name] } : finding;
            }
        }

        return finding;
    }

    // A template for another type of device than the one that answered does not fit.
    private static bool IsSuch(ScanFinding finding, JsonElement template)
    {
        using var own = JsonDocument.Parse(finding.Probe.DeviceJson);
        return !template.TryGetProperty("device", out var device)
            || device.EnumerateObject().All(m => !own.RootElement.TryGetProperty(m.Name, out var told) || told.GetRawText() == m.Value.GetRawText());
    }

    // A station is not asked: a template fits when the station tells each of its points.
    private ScanFinding Compare(ScanFinding finding, ISourceKind kind)
    {
        using var told = JsonDocument.Parse(finding.Probe.PointsJson);
        var best = 0;
        foreach (var (name, text) in templates.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(text, WithComments);
            var points = document.RootElement.Items("points").ToList();
            if (document.RootElement.Items("kinds").Any(k => k.GetString() == kind.Name) && points.Count > best && points.TrueForAll(p => told.RootElement.EnumerateArray().Any(t => IsSame(t, p))))
            {
                best = points.Count;
                finding = finding with { Template = name };
            }
        }

        return finding;
    }

    // What a told point says besides its name, the template's point says too.
    private static bool IsSame(JsonElement told, JsonElement point) =>
        told.EnumerateObject().Where(m => m.Name != "name").All(m => point.TryGetProperty(m.Name, out var value) && value.ValueKind == m.Value.ValueKind && value.GetRawText() == m.Value.GetRawText());

    // Null as soon as a point is not answered or out of its range.
    private List<ProbeValue>? Read(ScanFinding finding, ScanTarget target, IBusLine line, ISourceKind kind, JsonElement template)
    {
        var source = SiteFragment.Source(finding, target, json => WriteDevice(json, finding, template));
        using var document = JsonDocument.Parse(source);
        var faults = new List<ConfigFault>();
        var context = new BindContext("", JsonMap.Of("template", source, default), faults);
        if (kind.Bind(document.RootElement, context) is not BusPlan { Poll: not null } plan || faults.Count > 0)
        {
            return null;
        }

        var values = new double?[plan.Points.Count];
        var isBad = false;
        var left = values.Length;
        var driver = plan.CreateDriver(0, 0);
        if (finding.Line is not null && !line.Configure(plan.Serial))
        {
            return null;
        }

        _ = new LineSession(line, clock, stop).Run(driver, LimitNs, output =>
        {
            foreach (var reading in output.Readings)
            {
                var isIn = reading.Quality == Quality.Good && IsInRange(plan.Points[reading.Point], reading.Value);
                left -= isIn && values[reading.Point] is null ? 1 : 0;
                values[reading.Point] = isIn ? reading.Value : null;
                isBad |= !isIn;
            }

            return isBad || left == 0;
        });
        driver.End();
        return isBad || left > 0 ? null : [.. plan.Points.Select((p, i) => new ProbeValue(p.Name[(p.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], values[i], p.Unit))];
    }

    private static bool IsInRange(PointDescriptor point, double value) => !(value < point.RangeMin) && !(value > point.RangeMax);

    private static void WriteDevice(Utf8JsonWriter json, ScanFinding finding, JsonElement template)
    {
        json.WriteStartObject();
        json.WriteString("name", "device");
        SiteFragment.WriteMembers(json, finding.Probe.DeviceJson);
        if (template.TryGetProperty("device", out var device))
        {
            using var own = JsonDocument.Parse(finding.Probe.DeviceJson);
            foreach (var member in device.EnumerateObject().Where(m => !own.RootElement.TryGetProperty(m.Name, out _)))
            {
                member.WriteTo(json);
            }
        }

        json.WritePropertyName("points");
        template.GetProperty("points").WriteTo(json);
        json.WriteEndObject();
    }
}
