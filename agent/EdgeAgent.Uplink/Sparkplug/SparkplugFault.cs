using EdgeAgent.Core.Mqtt;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>What went wrong last with an edge node's session.</summary>
public enum SparkplugFaultKind : byte
{
    /// <summary>All is well.</summary>
    None,

    /// <summary>The connection could not be made, or broke; the code is the library's.</summary>
    Lost,

    /// <summary>The server refused the connection; the code is MQTT's.</summary>
    Refused,

    /// <summary>No CONNACK, SUBACK or sign of progress came in time.</summary>
    Silent,

    /// <summary>The server refused a subscription; the code is MQTT's.</summary>
    NotSubscribed,

    /// <summary>The primary host application is not at this server.</summary>
    HostOffline,
}

/// <summary>What went wrong last.</summary>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Code">See <see cref="SparkplugFaultKind"/>.</param>
public readonly record struct SparkplugFault(SparkplugFaultKind Kind, int Code = 0)
{
    /// <summary>For a person; <paramref name="host"/> is the primary host application's id.</summary>
    public string Text(string host) => Kind switch
    {
        SparkplugFaultKind.None => "",
        SparkplugFaultKind.Lost => MosquittoClient.TextOf(Code),
        SparkplugFaultKind.Refused => $"the server refused the connection: {MosquittoClient.ReasonOf(Code)}",
        SparkplugFaultKind.NotSubscribed => $"the server refused a subscription: {MosquittoClient.ReasonOf(Code)}",
        SparkplugFaultKind.HostOffline => $"the primary host application {host} is not at this server",
        _ => "no answer came in time",
    };
}
