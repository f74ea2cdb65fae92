namespace EdgeAgent.Sensors.Mqtt;

/// <summary>What a host does after a step of <see cref="LinkStage"/>.</summary>
internal enum LinkAction : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Open a connection.</summary>
    Open,

    /// <summary>Connected: subscribe.</summary>
    Subscribe,

    /// <summary>Close the connection.</summary>
    Close,
}
