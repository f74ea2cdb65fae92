namespace EdgeAgent.Run;

/// <summary>The device templates that the agent brings along, from modules/sensors/templates.</summary>
internal static class ShippedTemplates
{
    private const string Prefix = "template/";

    /// <summary>Their texts by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = Read();

    private static Dictionary<string, byte[]> Read()
    {
        var assembly = typeof(ShippedTemplates).Assembly;
        var templates = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            templates.Add(name[Prefix.Length..], bytes);
        }

        return templates;
    }
}
