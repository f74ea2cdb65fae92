namespace EdgeAgent.Core.Mqtt;

/// <summary>Takes messages as they come from a broker, on the thread that drives the connection.</summary>
public interface IMqttMessages
{
    /// <summary>Takes one; both spans are the library's and end with the call.</summary>
    /// <param name="topic">Its topic, UTF-8.</param>
    /// <param name="payload">Its content, any length.</param>
    /// <param name="isRetained">True when the broker had kept it from before the subscription.</param>
    void Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, bool isRetained);
}
