using EdgeAgent.Core.Config;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>The profile's schema and what finds the ports agree on how a port is named.</summary>
public sealed class PortMatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("platform:fe201600.serial", true)]
    [InlineData("pnp:00:04", true)]
    [InlineData("usb:1-1.4:1.0", true)]
    [InlineData("path:/dev/ttyS0", true)]
    [InlineData("path:ttyS0", false)]
    [InlineData("pci:0000:02:00.0", false)]
    [InlineData("serial:1", false)]
    [InlineData("ttyS0", false)]
    [InlineData("usb:", false)]
    public void Both_take_or_refuse(string match, bool isTaken)
    {
        File.WriteAllText(_folder["profile.json"],
            $$"""{ "name": "board", "arch": "linux-x64", "cores": 1, "memory": "1 GiB", "sources": ["a test"], "ports": { "rs485-1": { "match": "{{match}}" } } }""");
        var faults = new List<ConfigFault>();
        Assert.Equal(isTaken, ProfileLoader.Load(_folder["profile.json"], faults) is not null);
        Assert.Equal(isTaken ? [] : ["ports.rs485-1.match"], faults.Select(f => f.Path));

        _ = new PortResolver(_folder.Path, _folder.Path).Resolve(match, out var reason);
        Assert.Equal(isTaken, !reason.Contains("cannot be understood", StringComparison.Ordinal));
    }
}
