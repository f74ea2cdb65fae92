using System.Net;
using System.Net.NetworkInformation;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>A network namespace of a test's own, joined to this one by a pair of virtual interfaces with IPv4 and link-local IPv6 addresses. Cameras stand here, the scan runs inside.</summary>
internal sealed class CameraNetwork : IDisposable
{
    private const int LimitMs = 30_000;
    private static int _next;
    private readonly string _name;
    private readonly string _outside;

    private CameraNetwork()
    {
        var number = Interlocked.Increment(ref _next);
        _name = $"edgecam{Environment.ProcessId}x{number}";
        _outside = $"co{Environment.ProcessId}x{number}";
        Inside = $"ci{Environment.ProcessId}x{number}";
        Net = $"10.{(Environment.ProcessId >> 6) & 0xFF}.{((Environment.ProcessId & 0x3F) << 2) | (number & 3)}";
    }

    /// <summary>The interface inside.</summary>
    public string Inside { get; }

    /// <summary>First three parts of its IPv4 addresses; the cameras' ends in 129, the scan's in 130.</summary>
    public string Net { get; }

    /// <summary>IPv4 address of the cameras.</summary>
    public IPAddress V4 => IPAddress.Parse($"{Net}.129");

    /// <summary>Link-local address of the cameras, as it is seen here.</summary>
    public IPAddress V6 => new(IPAddress.Parse("fe80::129").GetAddressBytes(), Index);

    /// <summary>Number of the interface on this side.</summary>
    public int Index { get; private set; }

    /// <summary>Makes one; skips the test where that is not allowed.</summary>
    public static CameraNetwork Make()
    {
        var made = new CameraNetwork();
        var isMade = Run("ip", "netns", "add", made._name)
            && Run("ip", "link", "add", made._outside, "type", "veth", "peer", "name", made.Inside, "netns", made._name)
            && Run("ip", "link", "set", made._outside, "addrgenmode", "none")
            && Run("ip", "-n", made._name, "link", "set", made.Inside, "addrgenmode", "none")
            && Run("ip", "addr", "add", $"{made.Net}.129/30", "dev", made._outside)
            && Run("ip", "addr", "add", "fe80::129/64", "dev", made._outside, "nodad")
            && Run("ip", "link", "set", made._outside, "up")
            && Run("ip", "-n", made._name, "addr", "add", $"{made.Net}.130/30", "dev", made.Inside)
            && Run("ip", "-n", made._name, "addr", "add", "fe80::130/64", "dev", made.Inside, "nodad")
            && Run("ip", "-n", made._name, "link", "set", made.Inside, "up")
            && Run("ip", "-n", made._name, "link", "set", "lo", "up");
        if (!isMade)
        {
            made.Dispose();
            Assert.Skip("network namespaces are not to be had here: they need root, the package iproute2 and IPv6");
        }

        made.Index = NetworkInterface.GetAllNetworkInterfaces().Single(i => i.Name == made._outside).GetIPProperties().GetIPv4Properties().Index;
        return made;
    }

    /// <summary>Starts `edgeagent scan` inside.</summary>
    public ChildProcess Scan(params string[] arguments) =>
        new("ip", ["netns", "exec", _name, NativeBinary.Find("edgeagent", out _) ?? Path.Combine(AppContext.BaseDirectory, "edgeagent"), "scan", .. arguments]);

    // The pair of interfaces goes with the namespace.
    public void Dispose() => Run("ip", "netns", "del", _name);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = new ChildProcess(program, arguments);
            return process.WaitForExit(LimitMs) == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
