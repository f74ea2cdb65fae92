using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;

namespace EdgeAgent.Sensors.Lines;

/// <summary>Binds one instrument and tells everything about it that a schema cannot.</summary>
internal sealed class LineDeviceBinder(JsonElement device, BindContext context)
{
    private const long LeastSilenceMs = 5_000;
    private const int SilentIntervals = 3;

    /// <summary>The plan of the instrument, or null after faults; its points are added to <paramref name="descriptors"/>.</summary>
    public LineDevice? Bind(DeviceDescriptor descriptor, List<PointDescriptor> descriptors)
    {
        var pattern = LinePatternReader.Read(device.Text("pattern", ""), out var fault);
        if (pattern is null)
        {
            context.At("pattern").Fault($"the pattern cannot be used: {fault}", LinePatternReader.Form);
        }

        var address = device.Text("address", "");
        CheckAddress(pattern, address);
        var request = LinePatternReader.ReadBytes(device.Text("request", ""), address);
        if (request is null)
        {
            context.At("request").Fault("the request holds no text with escapes", "characters, \\r \\n \\t \\\\ \\{ \\} \\xHH and {address}");
        }

        var pollMs = SourceBinding.PollMs(device, device);
        var points = new List<LinePoint>();
        foreach (var (point, at) in SourceBinding.PointsOf(device, context))
        {
            var bound = BindPoint(point, at, pattern, descriptors.Count);
            points.Add(bound);
            descriptors.Add(Describe(SourceBinding.Point(descriptor, point, at, pollMs), point));
        }

        return pattern is null || request is null ? null : new LineDevice
        {
            Name = descriptor.Name,
            Pattern = pattern,
            Address = Encoding.ASCII.GetBytes(address),
            Request = request,
            IntervalMs = pollMs,
            SilenceMs = device.DurationMs("silence", Math.Max(LeastSilenceMs, SilentIntervals * pollMs)),
            Points = points,
        };
    }

    private void CheckAddress(LinePattern? pattern, string address)
    {
        var isAsked = device.Text("request", "").Contains("{address}", StringComparison.Ordinal);
        var isUsed = pattern?.HasAddress == true || isAsked;
        if (isUsed && address.Length == 0)
        {
            context.At("address").Fault("{address} without an address", "\"address\" beside it");
        }

        if (pattern is not null && !isUsed && address.Length > 0)
        {
            context.At("address").Fault("an address that stands neither in the pattern nor in the request", "{address} in one of them");
        }
    }

    private static LinePoint BindPoint(JsonElement point, BindContext at, LinePattern? pattern, int index)
    {
        var name = point.Text("field", point.Text("name", ""));
        var fields = pattern?.Fields ?? [];
        var field = fields.ToList().FindIndex(f => f.Name == name);
        if (pattern is not null && field < 0)
        {
            at.At(point.TryGetProperty("field", out _) ? "field" : "name").Fault($"the pattern has no field \"{name}\"", "one of " + string.Join(", ", fields.Select(f => f.Name)));
        }

        var hasWords = point.TryGetProperty("words", out var words);
        if (field >= 0 && hasWords != (fields[field].Kind == LineTokenKind.Word))
        {
            at.At("words").Fault(hasWords ? $"\"{name}\" is a number" : $"\"{name}\" is a word and has no values", hasWords ? "no \"words\", or {name:word} in the pattern" : "\"words\": { \"OK\": 1 } beside it");
        }

        if (point.Number("scale") == 0)
        {
            at.At("scale").Fault("a scale of 0 makes every value 0", "any other number");
        }

        if (hasWords && (point.TryGetProperty("scale", out _) || point.TryGetProperty("offset", out _) || point.Flag("counter")))
        {
            at.At("words").Fault("words are neither scaled nor counted", "no scale, offset and counter beside them");
        }

        return new LinePoint
        {
            Index = index,
            Field = Math.Max(0, field),
            Scale = point.Number("scale") ?? 1,
            Offset = point.Number("offset") ?? 0,
            Words = hasWords ? [.. words.EnumerateObject().Select(w => (Encoding.UTF8.GetBytes(w.Name), (int)w.Value.GetDouble()))] : [],
        };
    }

    private static PointDescriptor Describe(PointDescriptor shared, JsonElement point)
    {
        var states = new Dictionary<int, string>();
        if (point.TryGetProperty("words", out var words))
        {
            foreach (var word in words.EnumerateObject())
            {
                states.TryAdd((int)word.Value.GetDouble(), word.Name);
            }
        }

        return shared with
        {
            Unit = point.Text("unit", ""),
            Kind = states.Count > 0 ? PointKind.Discrete : point.Flag("counter") ? PointKind.Counter : PointKind.Gauge,
            States = states.Count > 0 ? states : null,
        };
    }
}
