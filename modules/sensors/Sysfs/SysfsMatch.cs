namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Finds a device of a sysfs class by what does not change when devices are numbered anew: `name:` and its file name, `label:` and its file label (which a device tree
/// gives), or `device:` and the folder of the chip behind it, as in `device:1-0048` or `device:spi0.0`.
/// </summary>
internal static class SysfsMatch
{
    /// <summary>Folder of the device; null with the reason when none or several match, or one vanishes meanwhile.</summary>
    public static string? Find(string classFolder, string prefix, string match, out string fault)
    {
        try
        {
            return Search(classFolder, prefix, match, out fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = $"{classFolder} cannot be read: {e.Message}";
            return null;
        }
    }

    private static string? Search(string classFolder, string prefix, string match, out string fault)
    {
        var colon = match.IndexOf(':', StringComparison.Ordinal);
        var (what, wanted) = (match[..colon], match[(colon + 1)..]);
        string? found = null;
        if (Directory.Exists(classFolder))
        {
            foreach (var folder in Directory.EnumerateFileSystemEntries(classFolder, prefix + "*").Order(StringComparer.Ordinal))
            {
                if (NameOf(folder, what) != wanted)
                {
                    continue;
                }

                if (found is not null)
                {
                    fault = $"both {found} and {folder} are {match}; a profile can tell them apart by device:";
                    return null;
                }

                found = folder;
            }
        }

        fault = found is null ? $"no device in {classFolder} is {match}; is its driver loaded and the profile right?" : "";
        return found;
    }

    private static string NameOf(string folder, string what) => what switch
    {
        "name" => SysfsFile.ReadText(Path.Combine(folder, "name")),
        "label" => SysfsFile.ReadText(Path.Combine(folder, "label")),
        _ => ParentOf(folder),
    };

    // hwmon has a link `device` to its chip; an IIO device lies in its chip's folder.
    private static string ParentOf(string folder)
    {
        var link = Path.Combine(folder, "device");
        if (Directory.Exists(link))
        {
            return Path.GetFileName(Directory.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link);
        }

        var real = Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName;
        return real is null ? "" : Path.GetFileName(Path.GetDirectoryName(real)) ?? "";
    }
}
