using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Run;

/// <summary>
/// Tells systemd how the service fares (sd_notify protocol: datagrams to the socket named by NOTIFY_SOCKET). Does nothing where there is no systemd.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _target;

    private SystemdNotifier(Socket? socket, UnixDomainSocketEndPoint? target, int watchdogMs)
    {
        _socket = socket;
        _target = target;
        WatchdogMs = watchdogMs;
    }

    /// <summary>Time within which systemd wants a sign of life, ms; 0 when it does not watch.</summary>
    public int WatchdogMs { get; }

    /// <summary>Reads the environment: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.</summary>
    public static SystemdNotifier FromEnvironment()
    {
        var path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path) || (path[0] != '/' && path[0] != '@'))
        {
            return new SystemdNotifier(null, null, 0);
        }

        // '@' stands for the NUL byte of an abstract socket.
        var target = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        return new SystemdNotifier(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified), target, WatchdogFromEnvironment());
    }

    /// <summary>Startup is done.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>A reload begins; <see cref="Ready"/> ends it. systemd wants the monotonic time with it.</summary>
    public void Reloading(long monotonicUs) => Send($"RELOADING=1\nMONOTONIC_USEC={monotonicUs}");

    /// <summary>The service is about to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The service is alive.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private static int WatchdogFromEnvironment()
    {
        var pid = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        if (!string.IsNullOrEmpty(pid) && pid != Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return 0;
        }

        return long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), out var us) && us > 0 ? (int)Math.Clamp(us / 1000, 1, int.MaxValue) : 0;
    }

    private void Send(string message)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(message), _target!);
        }
        catch (SocketException)
        {
            // systemd restarts itself now and then; the next message finds it again.
        }
    }
}
