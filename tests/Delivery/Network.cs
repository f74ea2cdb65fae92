using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Delivery;

/// <summary>A network namespace of a test's own, joined to this one by a pair of virtual interfaces, with rules for what goes over that.</summary>
internal sealed class Network : IDisposable
{
    private static int _next;
    private readonly string _name;
    private readonly string _inside;
    private readonly string _net;

    private Network()
    {
        var number = Interlocked.Increment(ref _next);
        _name = $"edge{Environment.ProcessId}x{number}";
        _inside = $"ei{Environment.ProcessId}x{number}";
        _net = $"10.{(Environment.ProcessId >> 6) & 0xFF}.{((Environment.ProcessId & 0x3F) << 2) | (number & 3)}";
    }

    /// <summary>Address inside, as seen from here.</summary>
    public string Address => $"{_net}.2";

    /// <summary>What runs a program inside.</summary>
    public string[] Inside => ["ip", "netns", "exec", _name];

    /// <summary>Makes one; skips the test where that is not allowed.</summary>
    public static Network Make()
    {
        var made = new Network();
        var outside = made._inside.Replace("ei", "eo", StringComparison.Ordinal);
        var isMade = Run("ip", "netns", "add", made._name)
            && Run("ip", "link", "add", outside, "type", "veth", "peer", "name", made._inside, "netns", made._name)
            && Run("ip", "addr", "add", $"{made._net}.1/30", "dev", outside)
            && Run("ip", "link", "set", outside, "up")
            && Run("ip", "-n", made._name, "addr", "add", $"{made._net}.2/30", "dev", made._inside)
            && Run("ip", "-n", made._name, "link", "set", made._inside, "up")
            && Run("ip", "-n", made._name, "link", "set", "lo", "up")
            && made.Rule("-L");
        if (!isMade)
        {
            made.Dispose();
            Assert.Skip("network namespaces or iptables are not to be had here: both need root, and the packages iproute2 and iptables");
        }

        return made;
    }

    /// <summary>Nothing passes any more, in either direction, and nobody is told.</summary>
    public void Cut()
    {
        Assert.True(Rule("-A", "INPUT", "-i", _inside, "-j", "DROP"));
        Assert.True(Rule("-A", "OUTPUT", "-o", _inside, "-j", "DROP"));
    }

    /// <summary>So many of the packets that come in are lost, and of those that go out.</summary>
    public void Lose(string share)
    {
        Assert.True(Rule("-A", "INPUT", "-i", _inside, "-m", "statistic", "--mode", "random", "--probability", share, "-j", "DROP"));
        Assert.True(Rule("-A", "OUTPUT", "-o", _inside, "-m", "statistic", "--mode", "random", "--probability", share, "-j", "DROP"));
    }

    /// <summary>All is well again.</summary>
    public void Heal() => Assert.True(Rule("-F"));

    // The pair of interfaces goes with the namespace.
    public void Dispose() => Run("ip", "netns", "del", _name);

    private bool Rule(params string[] rule) => Run("ip", ["netns", "exec", _name, "iptables", "-w", .. rule]);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = new ChildProcess(program, arguments);
            return process.WaitForExit(30_000) == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
