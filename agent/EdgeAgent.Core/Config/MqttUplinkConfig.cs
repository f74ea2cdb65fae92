namespace EdgeAgent.Core.Config;

/// <summary>A push uplink by MQTT.</summary>
public sealed record MqttUplinkConfig
{
    /// <summary>Name of its consumer in the buffer, unique among uplinks; default `mqtt`.</summary>
    public string Name { get; init; } = "mqtt";

    /// <summary>Brokers in order of preference: `mqtt://host:port` or `mqtts://host:port`; IPv6 in brackets.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>Topic template: `{district}`, `{gateway}` and `{class}` are filled in.</summary>
    public string Topic { get; init; } = "edge/v1/{district}/{gateway}/{class}";

    /// <summary>MQTT keep-alive, s: 5..3600; default 30.</summary>
    public int KeepAliveS { get; init; } = 30;

    /// <summary>Most messages sent and not yet acknowledged, 1..1000; default 20.</summary>
    public int InFlight { get; init; } = 20;

    /// <summary>No acknowledgement for so long while some are awaited: the connection is given up and made anew, ms; default 30 s.</summary>
    public int ProgressMs { get; init; } = 30_000;

    /// <summary>User name, or empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Name of the secret that holds the password (a file of that name, mode 0600, in the data path's `secrets` folder), or empty.</summary>
    public string PasswordSecret { get; init; } = "";

    /// <summary>PEM file with the authorities that may sign the broker's certificate; empty for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>PEM files of the client's certificate and key; empty for none.</summary>
    public string CertFile { get; init; } = "";

    /// <summary>See <see cref="CertFile"/>.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>True when a summary is released by the application's confirmation on the topic `.../ack`; false when by the broker's.</summary>
    public bool IsApplication { get; init; }

    /// <summary>With <see cref="IsApplication"/>: what is not confirmed for so long is sent again, ms; default 5 min.</summary>
    public long RedeliverMs { get; init; } = 300_000;

    /// <summary>Most summaries a second that were made before the connection, 1..100,000; default 200. Alarms are not counted.</summary>
    public int BacklogRate { get; init; } = 200;

    /// <summary>Most summaries in a message, 1..500; 1, the default, sends single objects, more sends arrays.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Most bytes of an array before compression, 1 KiB..8 MiB; default 128 KiB. One summary alone may be longer.</summary>
    public int BatchBytes { get; init; } = 128 * 1024;

    /// <summary>True when payloads are gzipped, by MQTT 5 alone.</summary>
    public bool IsGzip { get; init; }

    /// <summary>True when commands are taken on the topic `.../command`; needs a user and password or a client certificate.</summary>
    public bool TakesCommands { get; init; }
}
