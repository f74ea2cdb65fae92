using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Serial;

namespace EdgeAgent.Check;

/// <summary>
/// Opens each port of a site that is free once, with the line's settings, and closes it again. One that another process has open is neither opened nor set:
/// its line and what it received stay as they are.
/// </summary>
internal static class PortCheck
{
    /// <summary>Adds one line a port; <paramref name="holder"/> is the agent that runs on the data path, or null.</summary>
    public static void Run(Site site, string? holder, List<CheckLine> lines)
    {
        var resolver = new PortResolver();
        foreach (var bus in site.Sources.OfType<BusPlan>().Where(b => b.Server is null).DistinctBy(b => b.Port))
        {
            lines.Add(Look(resolver, bus.Port, site.Profile, bus.Serial, holder));
        }
    }

    private static CheckLine Look(PortResolver resolver, string name, Profile profile, SerialSettings settings, string? holder)
    {
        var what = $"port {name}";
        var port = profile.Ports[name];
        if (resolver.Resolve(port.Match, out var reason) is not { } path)
        {
            return new CheckLine(CheckStatus.Fail, what, reason, $"plug it in, or mend ports.{name} in the profile {profile.Name}");
        }

        if (PortHolder.Of(path) is { } other)
        {
            return other.Process.ToString(CultureInfo.InvariantCulture) == holder
                ? new CheckLine(CheckStatus.Ok, what, $"{port.Match} is {path}, in use while the agent runs (process {holder})")
                : new CheckLine(CheckStatus.Fail, what, $"{path} is held by another program ({other})", "stop that program: two masters on one bus disturb each other");
        }

        var opened = SerialPort.Open(path, settings, port.Direction);
        using var held = opened.Port;
        return opened.Error switch
        {
            SerialOpenError.None => new CheckLine(CheckStatus.Ok, what, $"{port.Match} is {path}, opens"),
            SerialOpenError.Held when holder is not null => new CheckLine(CheckStatus.Ok, what, $"{port.Match} is {path}, in use while the agent runs (process {holder})"),
            SerialOpenError.Held => new CheckLine(CheckStatus.Fail, what, opened.Fault, $"see who holds it with: fuser {path}"),
            SerialOpenError.Permission => new CheckLine(CheckStatus.Fail, what, opened.Fault, "usermod -aG dialout USER, then sign in anew or restart the service"),
            SerialOpenError.Missing => new CheckLine(CheckStatus.Fail, what, opened.Fault, "plug the adapter in, or mend the profile"),
            SerialOpenError.NotASerialLine => new CheckLine(CheckStatus.Fail, what, opened.Fault, $"mend ports.{name} in the profile {profile.Name}"),
            _ => new CheckLine(CheckStatus.Fail, what, opened.Fault, "mend the line's settings in the site file or the port's direction in the profile"),
        };
    }
}
