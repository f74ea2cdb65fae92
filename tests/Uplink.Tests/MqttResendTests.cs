using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Uplink;

/// <summary>What was sent is offered again when somebody asks for it.</summary>
public sealed class MqttResendTests : MqttTestBase
{
    [Fact]
    public async Task A_real_broker_gets_them_again()
    {
        var port = FakeGatewayView.FreePort();
        using var broker = await StartBroker(port, IPAddress.Loopback);
        using var receiver = await Subscribe(port, IPAddress.Loopback);
        await Buffer.PutConsumerAsync("hold", ClassSet.All, CancellationToken.None);
        await Append(SummaryClass.Event, 10);
        await using var uplink = Start(new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{port}")] });
        await Until(() => Reached(SummaryClass.Event) == 10, () => uplink.View().ToString());
        Assert.True(uplink.TryResend(Buffer.Epoch, SummaryClass.Event, 6, out var fault), fault);
        await Until(() => Count(receiver, "/event/10\"") == 2, () => receiver.All);
        Assert.Equal([1, 1, 1, 1, 1, 2, 2, 2, 2, 2], Enumerable.Range(1, 10).Select(i => Count(receiver, $"/event/{i}\"")));
    }

    private static int Count(ChildProcess receiver, string text) => receiver.Output.Count(line => line.Contains(text, StringComparison.Ordinal));
}
