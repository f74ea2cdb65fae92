using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>
/// Tells names of devices and points that stand twice in a site, at the second one's own place, also in sources that have other faults.
/// It reads `devices[].name` and `devices[].points[].name`, which the kinds of sources share.
/// </summary>
internal sealed class NamesCheck(BindContext context, SubtreeFaults faults)
{
    private readonly Dictionary<string, string> _devices = new(StringComparer.Ordinal);

    /// <summary>Looks at the sources of a site.</summary>
    public void Run(JsonElement root)
    {
        foreach (var (source, at) in ItemsOf(root, "sources", ""))
        {
            foreach (var (device, deviceAt) in ItemsOf(source, "devices", at))
            {
                Take(_devices, device, deviceAt, "device", "each device's name once in a site");
                var points = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var (point, pointAt) in ItemsOf(device, "points", deviceAt))
                {
                    Take(points, point, pointAt, "point", "each point's name once in a device");
                }
            }
        }
    }

    private void Take(Dictionary<string, string> seen, JsonElement element, string at, string what, string expected)
    {
        // A kind of source may have told it already.
        if (NameOf(element, at) is { } name && !seen.TryAdd(name, at) && context.At($"{at}.name") is { HasFault: false } place)
        {
            place.Fault($"{what} \"{name}\" stands at {seen[name]} already", expected);
        }
    }

    private string? NameOf(JsonElement element, string at) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && faults.IsSound($"{at}.name") ? name.GetString() : null;

    private static IEnumerable<(JsonElement Item, string At)> ItemsOf(JsonElement element, string name, string at)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var prefix = JsonShow.Join(at, name);
        return element.Items(name).Select((item, index) => (item, string.Create(CultureInfo.InvariantCulture, $"{prefix}[{index}]")));
    }
}
