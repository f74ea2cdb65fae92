using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Uplink;

/// <summary>A peer that takes connections and never says a word: on its own, because it takes the time that a CONNACK may take.</summary>
public sealed class HalfOpenBrokerTests : MqttTestBase
{
    [Fact]
    public async Task Without_a_CONNACK_the_connection_is_given_up_and_made_anew()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var uplink = Start($"mqtt://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var first = await listener.AcceptSocketAsync();
        await Until(() => uplink.View().Fault.Contains("no CONNACK", StringComparison.Ordinal), () => uplink.View().ToString());
        Assert.False(uplink.View().Connected);
        using var limit = new CancellationTokenSource(SafetyMs);
        using var second = await listener.AcceptSocketAsync(limit.Token);
    }
}
