using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>The programs that others wrote, which the native binary is tested against.</summary>
internal static class Peers
{
    private static readonly Lazy<string?> LibModbusSlave = new(BuildSlave);

    /// <summary>libmodbus's slave on the peer side of the line.</summary>
    public static async Task<ChildProcess> LibModbusAsync(NativeSite site, int unit)
    {
        Assert.SkipWhen(LibModbusSlave.Value is null, "libmodbus-dev or gcc is missing");
        return await ReadyAsync(new ChildProcess(LibModbusSlave.Value!, [site.PeerLink, "9600", $"{unit}"]));
    }

    /// <summary>pymodbus's slave on the peer side of the line.</summary>
    public static async Task<ChildProcess> PyModbusAsync(NativeSite site, int unit)
    {
        using (var probe = new ChildProcess("/usr/bin/python3", ["-c", "import pymodbus.server"]))
        {
            Assert.SkipWhen(probe.WaitForExit(20_000) != 0, "python3-pymodbus with python3-serial-asyncio is missing");
        }

        var script = Path.Combine(AppContext.BaseDirectory, "slaves", "slave.py");
        return await ReadyAsync(new ChildProcess("/usr/bin/python3", [script, site.PeerLink, "9600", $"{unit}"]));
    }

    /// <summary>A mosquitto of the test's own on <paramref name="port"/>, without persistence.</summary>
    public static async Task<ChildProcess> MosquittoAsync(NativeSite site, int port)
    {
        var program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : null;
        Assert.SkipWhen(program is null, "mosquitto is missing");
        await File.WriteAllTextAsync(site["mosquitto.conf"], $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n");
        var broker = new ChildProcess(program!, ["-c", site["mosquitto.conf"], "-v"]);
        Assert.True(await broker.SaysAsync("running", 5_000), broker.All);
        return broker;
    }

    /// <summary>mosquitto_sub on everything: a line a message, topic and payload.</summary>
    public static ChildProcess Subscribe(int port) =>
        new("mosquitto_sub", ["-h", "127.0.0.1", "-p", $"{port}", "-q", "1", "-t", "edge/v1/#", "-F", "%t %p"]);

    private static async Task<ChildProcess> ReadyAsync(ChildProcess slave)
    {
        Assert.True(await slave.SaysAsync("ready", 15_000), slave.All);
        return slave;
    }

    private static string? BuildSlave()
    {
        var target = Path.Combine(AppContext.BaseDirectory, "libmodbus-slave");
        var source = Path.Combine(AppContext.BaseDirectory, "slaves", "slave.c");
        using var gcc = new ChildProcess("gcc", ["-O2", "-Wall", source, "-I/usr/include/modbus", "-lmodbus", "-o", target]);
        return gcc.WaitForExit(60_000) == 0 ? target : null;
    }
}
