using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using EdgeAgent.Uplink.Mqtt;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>The connection of an edge node: at most one at a time. One thread.</summary>
/// <param name="opener">Makes connections.</param>
/// <param name="isVersion5">True for MQTT 5.</param>
/// <param name="clock">Bounds the last moments of a connection.</param>
internal sealed class SparkplugLink(ClientOpener opener, bool isVersion5, IEdgeClock clock) : IDisposable
{
    private const int DriveMs = 50;
    private const int BuryMs = 1_000;

    /// <summary>The connection, or null.</summary>
    public MosquittoClient? Client { get; private set; }

    /// <summary>True when the CONNECT of this connection has left.</summary>
    public bool IsConnectSent { get; private set; }

    /// <summary>True when a message can be sent without the library's queue growing.</summary>
    public bool IsFree => Client is { HasUnsent: false };

    /// <summary>Begins to connect. Throws <see cref="IOException"/> with what to do.</summary>
    public void Open(int server, SparkplugPayload will)
    {
        IsConnectSent = false;
        Client = opener.Open(server, isVersion5, PayloadWriter.Write(will), retainsWill: false);
        IsConnectSent = IsFree;
    }

    /// <summary>Waits a little for the socket, or not at all, reads and writes; the library's error, 0 for none.</summary>
    public int Drive(bool isBusy)
    {
        var error = Client!.Drive(isBusy ? 0 : DriveMs);
        IsConnectSent |= error == 0 && IsFree;
        return error;
    }

    /// <summary>Subscribes with QoS 1; the library's error.</summary>
    public int Subscribe(string filter) => Client?.Subscribe(filter, 1, out _) ?? MosquittoCodes.NoConnection;

    /// <summary>Publishes with QoS 0, not retained; the library's error.</summary>
    public int Publish(string topic, SparkplugPayload payload) => Client?.PublishBytes(topic, PayloadWriter.Write(payload), 0, retain: false, out _) ?? MosquittoCodes.NoConnection;

    /// <summary>Publishes the death and waits for its acknowledgement, at most 1 s; then disconnects and closes. True when it was acknowledged.</summary>
    public bool Bury(string topic, SparkplugPayload death)
    {
        var isAcknowledged = false;
        if (Client is { } client && client.PublishBytes(topic, PayloadWriter.Write(death), 1, retain: false, out var id) == MosquittoCodes.Success)
        {
            var byMs = clock.Read().MonoMs + BuryMs;
            while (!isAcknowledged && clock.Read().MonoMs < byMs && client.Drive(DriveMs) == 0)
            {
                isAcknowledged = client.Events.Exists(e => e.Kind == ClientEventKind.Acknowledged && e.Id == id);
            }

            _ = client.SendDisconnectWithWill();
            while (clock.Read().MonoMs < byMs && client.HasUnsent && client.Drive(DriveMs) == 0)
            {
            }
        }

        Close();
        return isAcknowledged;
    }

    /// <summary>Closes without a word.</summary>
    public void Close()
    {
        Client?.Dispose();
        Client = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();
}
