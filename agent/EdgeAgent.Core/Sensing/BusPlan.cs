using System.Globalization;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Core.Sensing;

/// <summary>A source on a line: a serial port, or a stream to a serial server. Polled ones may share their line, in turn; a listener has it alone.</summary>
public sealed record BusPlan : SourcePlan
{
    /// <summary>Name of the port in the profile, e.g. `rs485-1`; empty with <see cref="Server"/>.</summary>
    public string Port { get; init; } = "";

    /// <summary>Serial server to connect to; null with <see cref="Port"/>.</summary>
    public ServerAddress? Server { get; init; }

    /// <summary>How to set the line; over TCP the server does that by itself, and this tells the speed of what lies behind it alone.</summary>
    public required SerialSettings Serial { get; init; }

    /// <summary>True when the adapter returns what was sent: exactly those bytes are discarded by the driver.</summary>
    public bool Echo { get; init; }

    /// <summary>Makes what is polled: (index of the first point, index of the first device) in the site's table; null for a listener.</summary>
    public Func<int, int, PollSet>? Poll { get; init; }

    /// <summary>Makes a listener's driver: (index of the first point, index of the first device) in the site's table; null for a polled source.</summary>
    public Func<int, int, IBusDriver>? Listen { get; init; }

    /// <inheritdoc/>
    public override string Place => Server?.ToString() ?? Port;

    /// <summary>Makes a driver for this source alone.</summary>
    public IBusDriver CreateDriver(int pointBase, int deviceBase) =>
        Listen?.Invoke(pointBase, deviceBase) ?? new PollingDriver([Poll!(pointBase, deviceBase)]);
}

/// <summary>A serial server or a device with a network port.</summary>
/// <param name="Host">Name or address; IPv6 without brackets.</param>
/// <param name="Port">TCP port, 1..65535.</param>
public sealed record ServerAddress(string Host, int Port)
{
    /// <summary>`tcp:host:port`, IPv6 in brackets.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"tcp:{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
