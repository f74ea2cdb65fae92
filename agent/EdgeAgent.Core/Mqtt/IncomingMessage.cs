namespace EdgeAgent.Core.Mqtt;

/// <summary>A message that a broker delivered.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its content, at most <see cref="MosquittoClient.MaxMessageBytes"/>.</param>
/// <param name="IsRetained">True when the broker had kept it from before the subscription.</param>
public sealed record IncomingMessage(string Topic, byte[] Payload, bool IsRetained);
