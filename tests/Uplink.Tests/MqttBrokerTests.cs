using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Uplink;

/// <summary>The uplink and a real mosquitto with something in between, or with a password.</summary>
public sealed class MqttBrokerTests : MqttTestBase
{
    private readonly int _port = FakeGatewayView.FreePort();

    [Fact]
    public async Task A_broker_killed_between_a_message_and_its_acknowledgement_costs_nothing()
    {
        const int Count = 60;
        using var proxy = new BrokerProxy(_port) { KeepsAnswersBack = true };
        await Append(SummaryClass.Event, Count);
        await using var uplink = Start($"mqtt://127.0.0.1:{proxy.Port}");
        using (var broker = await StartBroker(_port, IPAddress.Loopback))
        using (var receiver = await Subscribe(_port, IPAddress.Loopback))
        {
            // The broker has them, the gateway cannot know it.
            Assert.True(await receiver.SaysAsync("/event/1\"", SafetyMs), receiver.All);
            Assert.Equal(0UL, Reached(SummaryClass.Event));
            broker.Signal(9);
            broker.WaitForExit(SafetyMs);
        }

        proxy.KeepsAnswersBack = false;
        using var again = await StartBroker(_port, IPAddress.Loopback);
        using var last = await Subscribe(_port, IPAddress.Loopback);
        await Until(() => Reached(SummaryClass.Event) == Count, () => uplink.View().ToString());
        Assert.True(await last.SaysAsync($"/event/{Count}\"", SafetyMs), last.All);
        for (var seq = 1; seq <= Count; seq++)
        {
            Assert.Contains(last.Output, l => l.Contains($"\"gw-1/0123456789ABC/event/{seq}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_broker_that_closes_on_version_5_gets_3_1_1()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await Subscribe(_port, IPAddress.Loopback);
        using var proxy = new BrokerProxy(_port, closesVersion5: true);
        await Append(SummaryClass.Alarm, 3);
        await using var uplink = Start($"mqtt://127.0.0.1:{proxy.Port}");
        await Until(() => Reached(SummaryClass.Alarm) == 3, () => uplink.View().ToString());
        Assert.Equal(3, proxy.Refused5);
        Assert.True(await receiver.SaysAsync("/alarm/3\"", SafetyMs), receiver.All);
        Assert.True(await broker.SaysAsync("as edge-gw-1-mqtt (p2", SafetyMs), broker.All);
    }

    [Fact]
    public async Task A_stop_takes_two_seconds_at_most_and_leaves_the_offline_status_behind()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        var uplink = Start($"mqtt://127.0.0.1:{_port}");
        await Until(() => uplink.View().Connected, () => uplink.View().ToString());
        using (var online = await Subscribe(_port, IPAddress.Loopback))
        {
            Assert.True(await online.SaysAsync("gw-1/status {\"online\":true", SafetyMs), online.All);
        }

        var started = TimeProvider.System.GetTimestamp();
        await uplink.DisposeAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 0, 2_000);
        Assert.False(uplink.View().Connected);
        using var late = await Subscribe(_port, IPAddress.Loopback);
        Assert.True(await late.SaysAsync("gw-1/status {\"online\":false}", SafetyMs), late.All);
    }

    [Fact]
    public async Task An_uplink_that_dies_leaves_its_last_will()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await Subscribe(_port, IPAddress.Loopback);
        using var proxy = new BrokerProxy(_port);
        await using var uplink = Start($"mqtt://127.0.0.1:{proxy.Port}");
        Assert.True(await receiver.SaysAsync("gw-1/status {\"online\":true", SafetyMs), receiver.All);
        proxy.Cut();
        Assert.True(await receiver.SaysAsync("gw-1/status {\"online\":false}", SafetyMs), receiver.All);
    }

    [Fact]
    public async Task The_password_comes_from_its_secret_and_a_wrong_one_is_told()
    {
        using (var maker = new ChildProcess("mosquitto_passwd", ["-b", "-c", Folder["passwords"], "gateway", "right-one"]))
        {
            Assert.True(maker.WaitForExit(SafetyMs) == 0, maker.All);
        }

        using var broker = await StartBroker(_port, IPAddress.Loopback, $"allow_anonymous false\npassword_file {Folder["passwords"]}");
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start(new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{_port}")], User = "gateway", PasswordSecret = "broker" });
        await Until(() => uplink.View().Fault.Contains("the secret 'broker' cannot be read", StringComparison.Ordinal), () => uplink.View().ToString());
        await File.WriteAllTextAsync(Folder["broker"], "wrong-one\n");
        await Until(() => uplink.View().Fault.Contains("other users can read", StringComparison.Ordinal), () => uplink.View().ToString());
        File.SetUnixFileMode(Folder["broker"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Until(() => uplink.View().Fault.Contains("refused the connection: Not authorized", StringComparison.OrdinalIgnoreCase), () => uplink.View().ToString());
        Assert.DoesNotContain("wrong-one", uplink.View().Fault, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Folder["broker"], "right-one\n");
        using var receiver = await Subscribe(_port, IPAddress.Loopback, "-u", "gateway", "-P", "right-one");
        await Until(() => Reached(SummaryClass.Alarm) == 1, () => uplink.View().ToString());
    }

    [Fact]
    public async Task Alarms_pass_while_nobody_takes_events()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = new ChildProcess("stdbuf", ["-oL", "mosquitto_sub", "-d", "-h", "127.0.0.1", "-p", $"{_port}", "-q", "1", "-t", "edge/v1/pudong/gw-1/alarm"]);
        Assert.True(await receiver.SaysAsync("Subscribed", SafetyMs), receiver.All);
        await Append(SummaryClass.Event, 30);
        await using var uplink = Start($"mqtt://127.0.0.1:{_port}");
        await Until(() => uplink.View().Fault.Contains("did not take", StringComparison.Ordinal), () => uplink.View().ToString());
        await Append(SummaryClass.Alarm, 50);
        await Until(() => Reached(SummaryClass.Alarm) == 50, () => uplink.View().ToString());
        Assert.Equal(0UL, Reached(SummaryClass.Event));
    }

    [Fact]
    public async Task A_dead_server_makes_way_for_the_next()
    {
        var dead = FakeGatewayView.FreePort();
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await Subscribe(_port, IPAddress.Loopback);
        await Append(SummaryClass.Alarm, 2);
        await using var uplink = Start(new MqttUplinkConfig { Servers = [new Uri($"mqtt://127.0.0.1:{dead}"), new Uri($"mqtt://127.0.0.1:{_port}")] });
        await Until(() => Reached(SummaryClass.Alarm) == 2, () => uplink.View().ToString());
        Assert.Equal($"mqtt://127.0.0.1:{_port}", uplink.View().Server);
    }

    [Fact]
    public async Task A_consumer_that_somebody_removed_is_made_again()
    {
        using var broker = await StartBroker(_port, IPAddress.Loopback);
        using var receiver = await Subscribe(_port, IPAddress.Loopback);
        await Append(SummaryClass.Alarm, 1);
        await using var uplink = Start($"mqtt://127.0.0.1:{_port}");
        await Until(() => Reached(SummaryClass.Alarm) == 1, () => uplink.View().ToString());
        Assert.True(await Buffer.RemoveConsumerAsync("mqtt", CancellationToken.None));
        await Append(SummaryClass.Alarm, 1);
        await Until(() => Reached(SummaryClass.Alarm) == 2, () => uplink.View().ToString());
    }
}
