namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// An Industrial I/O device (Documentation/ABI/testing/sysfs-bus-iio): `in_CHANNEL_input` as it is, or (`in_CHANNEL_raw` + offset) x scale, where offset and scale are the channel's
/// own, else those of its kind (`in_voltage_scale`), else those of all (`in_scale`), else 0 and 1.
/// </summary>
internal sealed class IioSampler(SysfsDevice plan, string sysfs, string match) : SysfsSampler(plan, Path.Combine(sysfs, "bus/iio/devices"), "iio:device", match)
{
    private Files[] _files = [];

    protected override void Take(string folder, IReadOnlyList<ChannelPlan> points) => _files = [.. points.Select(p => FilesOf(folder, p.Channel))];

    // Scales are read each time: a range may be switched by others, and a value without its scale is a wrong one.
    protected override int Measure(int point, out double value)
    {
        var files = _files[point];
        var errno = SysfsFile.ReadNumber(files.Value, out value);
        if (errno != 0 || files.IsProcessed)
        {
            return errno;
        }

        var offset = 0.0;
        var scale = 1.0;
        errno = files.Offset is null ? 0 : SysfsFile.ReadNumber(files.Offset, out offset);
        errno = errno != 0 || files.Scale is null ? errno : SysfsFile.ReadNumber(files.Scale, out scale);
        value = (value + offset) * scale;
        return errno;
    }

    private static Files FilesOf(string folder, string channel)
    {
        var processed = Path.Combine(folder, $"in_{channel}_input");
        return File.Exists(processed)
            ? new Files(processed, IsProcessed: true, null, null)
            : new Files(Path.Combine(folder, $"in_{channel}_raw"), IsProcessed: false, Shared(folder, channel, "offset"), Shared(folder, channel, "scale"));
    }

    private static string? Shared(string folder, string channel, string what)
    {
        var kinds = string.Join('-', channel.Split('-').Select(ChannelUnit.KindOf));
        return new[] { $"in_{channel}_{what}", $"in_{kinds}_{what}", $"in_{what}" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
    }

    private sealed record Files(string Value, bool IsProcessed, string? Offset, string? Scale);
}
