using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>The doctor's look at lines: inputs are taken with all that the site wants of them and given back; outputs, which taking would set, are only looked for. Stateless.</summary>
internal static class GpioLook
{
    /// <summary>What is wrong; none when all is well. A line that the agent holds already is well.</summary>
    public static IReadOnlyList<string> Run(IReadOnlyList<GpioPoint> points, Profile profile)
    {
        var faults = new List<string>();
        var system = new KernelGpio();
        foreach (var point in points)
        {
            if (profile.Lines.TryGetValue(point.Line, out var line) && Look(system, GpioSource.On(point, profile).WishFor(line)) is { Length: > 0 } fault)
            {
                faults.Add($"{point.Name}: {fault}");
            }
        }

        return faults;
    }

    private static string Look(KernelGpio system, LineWish wish)
    {
        var holder = KernelGpio.HolderOf(wish, out var fault);
        if (holder == KernelGpio.Consumer || fault.Length > 0)
        {
            return fault;
        }

        if (wish.Use == LineUse.Output)
        {
            return holder.Length == 0 ? "" : $"line {wish.Offset} of GPIO chip \"{wish.Chip}\" is held by {holder}";
        }

        using var taken = system.Open(wish, out fault);
        return taken is null ? fault : "";
    }
}
