using System.Net.Sockets;
using System.Text;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native;

/// <summary>What systemd hears of the agent: ready, alive, reloading, stopping (sd_notify(3)).</summary>
public sealed class SystemdTests
{
    private const int SigHup = 1;
    private const int SigTerm = 15;

    [Fact]
    public async Task Systemd_is_told_of_every_turn_and_given_signs_of_life()
    {
        using var folder = new TempFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        socket.ReceiveTimeout = 10_000;
        using var site = new NativeSite();
        site.Write();
        using var agent = site.Run(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = folder["notify"], ["WATCHDOG_USEC"] = "3000000" });

        await ExpectAsync(socket, "READY=1");
        await ExpectAsync(socket, "WATCHDOG=1");
        await ExpectAsync(socket, "WATCHDOG=1");
        agent.Signal(SigHup);
        var reloading = await ExpectAsync(socket, "RELOADING=1");
        Assert.Contains("MONOTONIC_USEC=", reloading, StringComparison.Ordinal);
        await ExpectAsync(socket, "READY=1");
        agent.Signal(SigTerm);
        await ExpectAsync(socket, "STOPPING=1");
        Assert.Equal(0, agent.WaitForExit(5_000));
    }

    private static async Task<string> ExpectAsync(Socket socket, string message)
    {
        var buffer = new byte[4_096];
        for (var i = 0; i < 30; i++)
        {
            var text = Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(10)));
            if (text.Split('\n').Contains(message))
            {
                return text;
            }
        }

        throw new Xunit.Sdk.XunitException($"systemd never heard {message}");
    }
}
