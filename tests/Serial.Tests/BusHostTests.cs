namespace EdgeAgent.Tests.Serial;

/// <summary>The port's thread over real pseudo terminals.</summary>
public sealed class BusHostTests
{
    [Fact]
    public void Bytes_go_both_ways()
    {
        using var rig = new HostRig();
        using var cable = rig.Plug();
        rig.Host.Start();
        Assert.Equal("pingping"u8.ToArray(), cable.ReadExactly(8, 5_000));
        cable.Write([1, 2, 3, 0, 255, 17, 19, 13, 10]);
        HostRig.Until(() => rig.Taken == 9, "nine bytes");
        Assert.Equal(320, rig.Sum);
        Assert.True(rig.Host.IsOpen);
        Assert.Equal("", rig.Host.Fault);
    }

    [Fact]
    public void Port_that_is_missing_is_told_and_found_when_it_comes()
    {
        using var rig = new HostRig();
        rig.Host.Start();
        HostRig.Until(() => rig.Host.Fault.Contains("does not exist", StringComparison.Ordinal), "the fault");
        Assert.Equal(1, rig.Driver.Closed);
        using var cable = rig.Plug();
        Assert.Equal(4, cable.ReadExactly(4, 10_000).Length);
        Assert.True(rig.Host.IsOpen);
    }

    [Fact]
    public void Twenty_unplugs_are_survived_without_leaks()
    {
        using var rig = new HostRig();
        rig.Host.Start();
        var descriptors = 0;
        for (var i = 1; i <= 20; i++)
        {
            using (var cable = rig.Plug())
            {
                HostRig.Until(() => rig.Driver.Opened == i, $"opening {i}");
                Assert.NotEmpty(cable.Read(5_000));
                descriptors = i == 2 ? Count("/proc/self/fd") : descriptors;
            }

            File.Delete(rig.Link);
            HostRig.Until(() => !rig.Host.IsOpen, $"closing {i}");
        }

        HostRig.Until(() => rig.Driver.Closed >= 20, "twenty closings");
        Assert.True(Count("/proc/self/fd") <= descriptors + 4, $"{Count("/proc/self/fd")} descriptors, {descriptors} before");
    }

    [Fact]
    public void Stops_within_a_second_and_frees_the_port()
    {
        using var rig = new HostRig();
        using var cable = rig.Plug();
        rig.Host.Start();
        HostRig.Until(() => rig.Host.IsOpen, "opening");
        var before = Environment.TickCount64;
        rig.Host.Dispose();
        Assert.InRange(Environment.TickCount64 - before, 0, 1_000);
        Assert.False(rig.Host.IsOpen);
    }

    [Fact]
    public void Driver_that_throws_is_counted_and_the_port_opened_again()
    {
        using var rig = new HostRig();
        using var cable = rig.Plug();
        rig.Driver.Throws = true;
        rig.Host.Start();
        HostRig.Until(() => rig.Host.DriverFailures > 1, "two failures");
        rig.Driver.Throws = false;
        var opened = rig.Driver.Opened;
        HostRig.Until(() => rig.Driver.Opened > opened && rig.Host.IsOpen, "opening again");
    }

    private static int Count(string folder) => Directory.EnumerateFileSystemEntries(folder).Count();
}
