using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>Tells lines that the board does not have, and uses that they are not made for. Stateless.</summary>
internal static class LineCheck
{
    /// <summary>Looks at every point of <paramref name="source"/>, whose place is <paramref name="context"/>.</summary>
    public static void Run(JsonElement source, IReadOnlyList<GpioPoint> lines, Profile profile, BindContext context)
    {
        var next = 0;
        var device = 0;
        foreach (var element in source.Items("devices"))
        {
            var count = element.Items("points").Count();
            for (var i = 0; i < count; i++)
            {
                Look(lines[next++], profile, context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{device}].points[{i}]")));
            }

            device++;
        }
    }

    private static void Look(GpioPoint point, Profile profile, BindContext at)
    {
        if (!ProfileNeed.Has(profile, "line", point.Line, profile.Lines, at.At("line")))
        {
            return;
        }

        var line = profile.Lines[point.Line];
        if (!line.Output && point.Use == LineUse.Output)
        {
            at.At("writable").Fault($"line \"{point.Line}\" is an input of the board {profile.Name}", $"a line with \"output\": true in the profile");
        }
        else if (line.Output && point.Use == LineUse.Counter)
        {
            at.At("counter").Fault($"line \"{point.Line}\" is an output of the board {profile.Name}", "a line that is an input");
        }
        else if (line.Output)
        {
            TellInputMembers(point, at);
        }
    }

    private static void TellInputMembers(GpioPoint point, BindContext at)
    {
        foreach (var (member, isSet) in new[] { ("debounce", point.DebounceUs > 0), ("bias", point.Bias is not null), ("activeLow", point.ActiveLow is not null) })
        {
            if (isSet)
            {
                at.At(member).Fault($"\"{member}\" for the output \"{point.Line}\"", $"no \"{member}\": it is for inputs; what an output's levels mean stands in the profile");
            }
        }
    }
}
