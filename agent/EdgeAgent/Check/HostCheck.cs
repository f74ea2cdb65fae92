using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Check;

/// <summary>Looks at the machine: architecture, cores, memory, clock, native libraries, IPv6.</summary>
internal static class HostCheck
{
    private const int FirstPlausibleYear = 2025;
    private const string MemoryFile = "/proc/meminfo";

    /// <summary>Compares the machine with its profile. Firmware and kernel keep some memory, so a fifth less than the profile says is no fault.</summary>
    public static void Board(Profile profile, List<CheckLine> lines)
    {
        var arch = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => "linux-x64", Architecture.Arm64 => "linux-arm64", var other => $"linux-{other}" };
        lines.Add(arch == profile.Arch
            ? new CheckLine(CheckStatus.Ok, "profile", $"{profile.Name}, {arch}")
            : new CheckLine(CheckStatus.Fail, "profile", $"{profile.Name} is for {profile.Arch}, this machine is {arch}", "name this board's profile in the site file"));
        var cores = Environment.ProcessorCount;
        lines.Add(cores >= profile.Cores
            ? new CheckLine(CheckStatus.Ok, "cores", $"{cores}")
            : new CheckLine(CheckStatus.Warn, "cores", $"{cores}, the profile says {profile.Cores}", "check the profile, or the limits that the agent runs under"));
        var memory = MemoryBytes();
        lines.Add(memory >= profile.MemoryBytes / 5 * 4
            ? new CheckLine(CheckStatus.Ok, "memory", $"{memory >> 20} MiB")
            : new CheckLine(CheckStatus.Warn, "memory", $"{memory >> 20} MiB, the profile says {SizeText.Format(profile.MemoryBytes)}", "check the profile, or the board's variant"));
    }

    /// <summary>The clock: plausible at all, and who keeps it.</summary>
    public static void Clock(bool clockBattery, List<CheckLine> lines)
    {
        var now = new EdgeClock(clockBattery).Read();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(now.UtcMs);
        var text = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
        lines.Add((time.Year, now.Clock) switch
        {
            ( < FirstPlausibleYear, _) => new CheckLine(CheckStatus.Fail, "clock", $"{text} cannot be right", "set the clock, or let NTP or chrony do it"),
            (_, ClockQuality.Unsynced) => new CheckLine(CheckStatus.Warn, "clock", $"{text}, nobody keeps it and the board has no clock battery", "set up NTP or chrony: summaries say \"unsynced\" until then"),
            (_, ClockQuality.Rtc) => new CheckLine(CheckStatus.Warn, "clock", $"{text}, from the clock battery alone", "set up NTP or chrony where there is a network"),
            _ => new CheckLine(CheckStatus.Ok, "clock", $"{text}, synced"),
        });
    }

    /// <summary>The native libraries that the agent binds.</summary>
    public static void Libraries(bool mqtt, List<CheckLine> lines)
    {
        Library("e_sqlite3", "it belongs beside the binary: install the whole package", CheckStatus.Fail, lines);
        Library("libmosquitto.so.1", "apt install libmosquitto1", mqtt ? CheckStatus.Fail : CheckStatus.Warn, lines);
    }

    /// <summary>IPv6, which the district's network prefers.</summary>
    public static void Ipv6(List<CheckLine> lines) => lines.Add(Socket.OSSupportsIPv6
        ? new CheckLine(CheckStatus.Ok, "ipv6", "present")
        : new CheckLine(CheckStatus.Warn, "ipv6", "the kernel has no IPv6", "switch it on: the agent listens on 127.0.0.1 alone until then"));

    private static void Library(string name, string todo, CheckStatus missing, List<CheckLine> lines)
    {
        var found = NativeLibrary.TryLoad(name, typeof(HostCheck).Assembly, null, out var handle);
        if (found)
        {
            NativeLibrary.Free(handle);
        }

        lines.Add(found ? new CheckLine(CheckStatus.Ok, "library", $"{name} loads") : new CheckLine(missing, "library", $"{name} does not load", todo));
    }

    private static long MemoryBytes()
    {
        foreach (var line in File.ReadLines(MemoryFile).Where(l => l.StartsWith("MemTotal:", StringComparison.Ordinal)))
        {
            var digits = line.Where(char.IsAsciiDigit).ToArray();
            return long.Parse(digits, CultureInfo.InvariantCulture) << 10;
        }

        return 0;
    }
}
