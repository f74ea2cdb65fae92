using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Serial;

/// <summary>Finding a port in a sysfs of the shape that the kernel gives it.</summary>
public sealed class PortResolverTests : IDisposable
{
    private readonly TempFolder _root = new();

    public PortResolverTests()
    {
        Device("ttyS2", "devices/platform/fe650000.serial/fe650000.serial:0/fe650000.serial:0.0", "devices/platform/fe650000.serial", "platform");
        Device("ttyUSB3", "devices/platform/usb/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB3", "devices/platform/usb/usb1/1-1/1-1.2/1-1.2:1.0", "usb");
        Device("ttyS0", "devices/pnp0/00:04/00:04:0/00:04:0.0", "devices/pnp0/00:04", "pnp");
        Directory.CreateDirectory(_root["class/tty/tty0"]);
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("platform:fe650000.serial", "/dev/ttyS2")]
    [InlineData("usb:1-1.2:1.0", "/dev/ttyUSB3")]
    [InlineData("pnp:00:04", "/dev/ttyS0")]
    public void Device_is_found(string match, string path)
    {
        Assert.Equal(path, new PortResolver(_root.Path).Resolve(match, out var reason));
        Assert.Equal("", reason);
    }

    [Theory]
    [InlineData("platform:fe660000.serial", "no serial port of platform device \"fe660000.serial\" is present")]
    [InlineData("usb:fe650000.serial", "no serial port of usb device")]
    [InlineData("path:/dev/edge-no-such", "/dev/edge-no-such does not exist")]
    [InlineData("ttyS0", "cannot be understood")]
    [InlineData("path:relative", "cannot be understood")]
    public void Reason_is_given_when_there_is_none(string match, string expected)
    {
        Assert.Null(new PortResolver(_root.Path).Resolve(match, out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_is_a_path_like_another()
    {
        using var pair = new PtyPair(_root["line"]);
        Assert.Equal(_root["line"], new PortResolver().Resolve("path:" + _root["line"], out _));
    }

    [Fact]
    public void Clock_rises_and_knows_its_boot()
    {
        var clock = new EdgeClock();
        var first = clock.Read();
        var second = clock.Read();
        Assert.True(second.MonoNs >= first.MonoNs && first.MonoNs > 0);
        Assert.InRange(first.UtcMs, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_000, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.StartsWith($"{clock.Boot:x8}", File.ReadAllText("/proc/sys/kernel/random/boot_id"), StringComparison.Ordinal);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            clock.Read();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0, 0x2001, ClockQuality.Ntp)]
    [InlineData(5, 0x40, ClockQuality.Rtc)]
    [InlineData(0, 0x40, ClockQuality.Rtc)]
    [InlineData(-1, 0, ClockQuality.Rtc)]
    public void Quality_is_what_the_kernel_says(int state, int status, ClockQuality expected) =>
        Assert.Equal(expected, EdgeClock.QualityOf(state, status, ClockQuality.Rtc));

    private void Device(string tty, string folder, string owner, string subsystem)
    {
        Directory.CreateDirectory(_root[folder]);
        Directory.CreateDirectory(_root["bus/" + subsystem]);
        Directory.CreateDirectory(_root["class/tty/" + tty]);
        File.CreateSymbolicLink(_root[$"class/tty/{tty}/device"], _root[folder]);
        File.CreateSymbolicLink(_root[$"{owner}/subsystem"], _root["bus/" + subsystem]);
    }
}
