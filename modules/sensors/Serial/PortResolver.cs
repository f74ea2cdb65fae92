namespace EdgeAgent.Sensors.Serial;

/// <summary>Finds the device that a profile's port means now, so that renumbering (`ttyUSB0` after a replug) does not matter. Stateless; any thread.</summary>
/// <param name="sysfs">Where sysfs is.</param>
/// <param name="dev">Where device nodes are.</param>
public sealed class PortResolver(string sysfs = "/sys", string dev = "/dev")
{
    /// <summary>
    /// Device path for <paramref name="match"/>: `path:/dev/...` as it stands, or `platform:NAME`, `usb:PATH`, `pnp:NAME` by the device that a tty of sysfs belongs to.
    /// Null with the reason when there is none now or the form is unknown.
    /// </summary>
    public string? Resolve(string match, out string reason)
    {
        reason = "";
        var colon = match.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? "" : match[..colon];
        var name = match[(colon + 1)..];
        switch (kind)
        {
            case "path" when name.StartsWith('/'):
                reason = File.Exists(name) ? "" : $"{name} does not exist; is the adapter plugged in and the profile right?";
                return reason.Length == 0 ? name : null;
            case "platform" or "usb" or "pnp" when name.Length > 0:
                return Find(kind, name, out reason);
            default:
                reason = $"\"{match}\" cannot be understood; expected platform:NAME, usb:PATH, pnp:NAME or path:/dev/...";
                return null;
        }
    }

    private string? Find(string kind, string name, out string reason)
    {
        reason = $"no serial port of {kind} device \"{name}\" is present; is it plugged in and enabled?";
        var folder = Path.Combine(sysfs, "class", "tty");
        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
            {
                if (Belongs(Path.Combine(entry, "device"), kind, name))
                {
                    reason = "";
                    return Path.Combine(dev, Path.GetFileName(entry));
                }
            }
        }
        catch (IOException e)
        {
            reason = $"{folder} cannot be read: {e.Message}";
        }
        catch (UnauthorizedAccessException)
        {
            reason = $"{folder} cannot be read: no permission";
        }

        return null;
    }

    // A tty's `device` leads into the device tree; the name stands somewhere on the way: a USB serial port hangs below its interface, a kernel 6.x UART
    // below a serial port controller of its platform device.
    private bool Belongs(string link, string kind, string name)
    {
        if (!Directory.Exists(link))
        {
            return false;
        }

        for (var folder = RealPath(link); folder.Length > sysfs.Length; folder = Path.GetDirectoryName(folder) ?? "")
        {
            if (Path.GetFileName(folder) == name && (SubsystemOf(folder) is not { } subsystem || subsystem == kind))
            {
                return true;
            }
        }

        return false;
    }

    private static string? SubsystemOf(string folder)
    {
        var link = new DirectoryInfo(Path.Combine(folder, "subsystem"));
        return link.LinkTarget is { } target ? Path.GetFileName(target) : null;
    }

    // The whole way, links in the middle included: /sys/class/tty/ttyS0 is a link itself.
    private static string RealPath(string path)
    {
        var real = "/";
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (var hops = 0; pending.Count > 0 && hops < 1000; hops++)
        {
            var part = pending.Pop();
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, part);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            real = target.StartsWith('/') ? "/" : real;
            foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                pending.Push(step);
            }
        }

        return real;
    }
}
