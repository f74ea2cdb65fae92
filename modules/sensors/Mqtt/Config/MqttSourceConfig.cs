namespace EdgeAgent.Sensors.Mqtt;

/// <summary>The broker of a source and how it is spoken to.</summary>
internal sealed record MqttSourceConfig
{
    /// <summary>`mqtt://host:port` or `mqtts://host:port`; IPv6 in brackets.</summary>
    public required Uri Server { get; init; }

    /// <summary>Client id; empty for one that nobody else has.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>User name, or empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Name of the secret with the password, or empty.</summary>
    public string PasswordSecret { get; init; } = "";

    /// <summary>PEM file with the authorities that may sign the broker's certificate; empty for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>PEM file of the client's certificate; empty for none.</summary>
    public string CertFile { get; init; } = "";

    /// <summary>PEM file of the certificate's key; empty for none.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>MQTT keep-alive, s.</summary>
    public int KeepAliveS { get; init; } = 30;

    /// <summary>Longest payload that is read, bytes.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>Deepest JSON document that is read.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>TCP port.</summary>
    public int Port => Server.Port > 0 ? Server.Port : IsSecure ? 8883 : 1883;

    /// <summary>True for TLS.</summary>
    public bool IsSecure => Server.Scheme == "mqtts";

    /// <summary>Scheme, host and port.</summary>
    public string Place => $"{Server.Scheme}://{Server.Host}:{Port}";
}
