namespace EdgeAgent.Tests.Serial;

/// <summary>The port's thread over real pseudo terminals.</summary>
[Collection(Descriptors.Name)]
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
        HostRig.Until(() => rig.Driver.Closed == 1, "the driver to be told");
        using var cable = rig.Plug();
        Assert.Equal(4, cable.ReadExactly(4, 10_000).Length);
        Assert.True(rig.Host.IsOpen);
    }

    [Fact]
    public void A_hundred_replugs_under_load_are_found_within_two_seconds_each_without_leaks()
    {
        using var rig = new HostRig();
        rig.Host.Start();
        var descriptors = 0;
        var threads = 0;
        var longestMs = 0L;
        for (var i = 1; i <= 100; i++)
        {
            using (var cable = rig.Plug())
            {
                var before = Environment.TickCount64;
                Assert.NotEmpty(cable.Read(5_000));
                longestMs = Math.Max(longestMs, Environment.TickCount64 - before);
                cable.Write(new byte[500]);
                if (i == 10)
                {
                    (descriptors, threads) = (Count("/proc/self/fd"), Count("/proc/self/task"));
                }
            }

            File.Delete(rig.Link);
            HostRig.Until(() => !rig.Host.IsOpen, $"closing {i}");
        }

        HostRig.Until(() => rig.Driver.Closed >= 100, "a hundred closings");
        Assert.InRange(longestMs, 0, 2_000);
        Assert.True(Count("/proc/self/fd") <= descriptors + 4, $"{Count("/proc/self/fd")} descriptors, {descriptors} before");
        Assert.True(Count("/proc/self/task") <= threads + 4, $"{Count("/proc/self/task")} threads, {threads} before");
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
