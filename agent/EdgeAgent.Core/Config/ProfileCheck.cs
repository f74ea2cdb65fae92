namespace EdgeAgent.Core.Config;

/// <summary>Tells what a profile's schema cannot: what must fit together.</summary>
internal static class ProfileCheck
{
    /// <summary>Adds a fault for two names of one port, line or bus, more threads than cores, and a fail-safe value of an input.</summary>
    public static void Run(Profile profile, BindContext context)
    {
        TellDoubles(profile.Ports.Select(p => (p.Key, p.Value.Match)), context.At("ports"), "match");
        TellDoubles(profile.Lines.Select(l => (l.Key, $"line {l.Value.Line} of {l.Value.Chip}")), context.At("lines"), "line");
        TellDoubles(profile.I2c.Select(b => (b.Key, b.Value)), context.At("i2c"), "");
        TellDoubles(profile.Can.Select(b => (b.Key, b.Value)), context.At("can"), "");
        TellDoubles(profile.W1.Select(b => (b.Key, b.Value)), context.At("w1"), "");
        TellDoubles(profile.Iio.Select(b => (b.Key, b.Value)), context.At("iio"), "");
        TellDoubles(profile.Hwmon.Select(b => (b.Key, b.Value)), context.At("hwmon"), "");
        if (profile.InferenceThreads > profile.Cores)
        {
            context.At("inference.threads").Fault($"{profile.InferenceThreads} threads on {profile.Cores} cores", $"1 to {profile.Cores}");
        }

        foreach (var (name, line) in profile.Lines.Where(l => l.Value is { FailSafe: not null, Output: false }))
        {
            context.At($"lines.{name}.failsafe").Fault($"{line.FailSafe} for an input", "\"output\": true beside it, or no \"failsafe\"");
        }
    }

    private static void TellDoubles(IEnumerable<(string Name, string What)> members, BindContext context, string key)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, what) in members)
        {
            if (!seen.TryAdd(what, name))
            {
                context.At(key.Length == 0 ? name : $"{name}.{key}").Fault($"\"{what}\" is \"{seen[what]}\" already", "one name for each");
            }
        }
    }
}
