namespace EdgeAgent.Sensors.Sysfs;

/// <summary>A hardware monitor (Documentation/hwmon/sysfs-interface): `CHANNEL_input`, or the file of the channel's own name for pwm; `CHANNEL_fault` 1 is no reading.</summary>
internal sealed class HwmonSampler(SysfsDevice plan, string sysfs, string match) : SysfsSampler(plan, Path.Combine(sysfs, "class/hwmon"), "hwmon", match)
{
    private (string Value, string? Fault)[] _files = [];

    protected override void Take(string folder, IReadOnlyList<ChannelPlan> points) => _files = [.. points.Select(p => FilesOf(folder, p.Channel))];

    protected override int Measure(int point, out double value)
    {
        var (path, fault) = _files[point];
        var errno = SysfsFile.ReadNumber(path, out value);
        if (errno == 0 && fault is not null && SysfsFile.ReadNumber(fault, out var isFault) == 0 && isFault == 1)
        {
            value = double.NaN;
        }

        return errno;
    }

    private static (string Value, string? Fault) FilesOf(string folder, string channel)
    {
        var path = Path.Combine(folder, $"{channel}_input");
        var fault = Path.Combine(folder, $"{channel}_fault");
        return (channel.StartsWith("pwm", StringComparison.Ordinal) ? Path.Combine(folder, channel) : path, File.Exists(fault) ? fault : null);
    }
}
