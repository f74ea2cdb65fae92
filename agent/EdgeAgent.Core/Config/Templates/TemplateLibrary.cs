using System.Text.Json;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Core.Config.Templates;

/// <summary>
/// Finds device templates by name: in the folder `templates` beside the site file first, then among those that the agent brings along. Each is read once, and checked against its schema
/// and that of each kind that it names. Not thread-safe; one for each loading of a site.
/// </summary>
/// <param name="folder">The site's own templates; need not exist.</param>
/// <param name="shipped">Texts of the shipped ones by name.</param>
/// <param name="kinds">The known kinds of sources.</param>
internal sealed class TemplateLibrary(string folder, IReadOnlyDictionary<string, byte[]> shipped, IReadOnlyList<ISourceKind> kinds) : IDisposable
{
    private readonly Dictionary<string, DeviceTemplate?> _templates = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _files = [];

    /// <summary>Names of all that are there.</summary>
    public IReadOnlyList<string> Names => [.. Own().Concat(shipped.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Those that were asked for and found, in the order of their names.</summary>
    public IEnumerable<DeviceTemplate> Used => _templates.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value).OfType<DeviceTemplate>();

    /// <summary>True when a template of that name is there, be it sound or not.</summary>
    public bool Has(string name) => shipped.ContainsKey(name) || File.Exists(PathOf(name));

    /// <summary>The template; null when it is not there, or has faults: those are told the first time.</summary>
    public DeviceTemplate? Get(string name, List<ConfigFault> faults)
    {
        if (!_templates.TryGetValue(name, out var template))
        {
            template = Load(name, faults);
            _templates.Add(name, template);
        }

        return template;
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(f => f.Dispose());

    private IEnumerable<string> Own() => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)) : [];

    private string PathOf(string name) => Path.Combine(folder, name + ".json");

    private DeviceTemplate? Load(string name, List<ConfigFault> faults)
    {
        var before = faults.Count;
        var file = File.Exists(PathOf(name)) ? JsonFile.Read(PathOf(name), faults) : shipped.TryGetValue(name, out var text) ? JsonFile.Parse($"template {name}", text, faults) : null;
        if (file is null)
        {
            return null;
        }

        _files.Add(file);
        using var schema = JsonDocument.Parse(Schemas.Template());
        SchemaWalker.Check(schema.RootElement, file.Root, file.Map, faults);
        if (faults.Count > before)
        {
            return null;
        }

        var template = new DeviceTemplate(name, [.. file.Root.Items("kinds").Select(k => k.GetString()!)], file.Root, file.Bytes);
        CheckKinds(template, file.Map, faults);
        return faults.Count > before ? null : template;
    }

    private void CheckKinds(DeviceTemplate template, JsonMap map, List<ConfigFault> faults)
    {
        if (template.Root.Text("name", "") != template.Name)
        {
            new BindContext("name", map, faults).Fault($"\"{template.Root.Text("name", "")}\" is not the name of its file", $"\"{template.Name}\"");
        }

        foreach (var (name, i) in template.Kinds.Select((k, i) => (k, i)))
        {
            if (kinds.FirstOrDefault(k => k.Name == name) is { } kind)
            {
                CheckKind(template, kind, map, faults);
            }
            else
            {
                new BindContext($"kinds[{i}]", map, faults).Fault($"no kind of source is called \"{JsonShow.Cut(name)}\"{NearestWord.Hint(name, kinds.Select(k => k.Name))}", "one of " + string.Join(", ", kinds.Select(k => k.Name)));
            }
        }
    }

    // Each member and point against the part of the kind's schema that it will stand under; what a device needs besides is up to the site.
    private static void CheckKind(DeviceTemplate template, ISourceKind kind, JsonMap map, List<ConfigFault> faults)
    {
        using var schema = JsonDocument.Parse(Schemas.Site([kind]));
        var source = schema.RootElement.GetProperty("properties").GetProperty("sources").GetProperty("items").GetProperty("oneOf")[0];
        if (!source.GetProperty("properties").TryGetProperty("devices", out var devices) || !devices.GetProperty("items").GetProperty("properties").TryGetProperty("points", out var points))
        {
            new BindContext("kinds", map, faults).Fault($"a source of kind {kind.Name} has no devices with points", "kinds that have");
            return;
        }

        var device = devices.GetProperty("items").GetProperty("properties");
        foreach (var member in template.Members)
        {
            if (device.TryGetProperty(member.Name, out var rule) && member.Name is not ("points" or "name" or "template"))
            {
                SchemaWalker.CheckPart(schema.RootElement, rule, member.Value, $"device.{member.Name}", map, faults);
            }
            else
            {
                new BindContext($"device.{member.Name}", map, faults).Fault($"a device of kind {kind.Name} has no such member to be set by a template{NearestWord.Hint(member.Name, device.EnumerateObject().Select(m => m.Name))}");
            }
        }

        SchemaWalker.CheckPart(schema.RootElement, points, template.Root.GetProperty("points"), "points", map, faults);
    }
}
