using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeCtl.Simulate.Mqtt;

/// <summary>
/// Publishes to a broker with QoS 0, as a network server or a bridge of wireless devices does; what a broker that is away does not take is lost. The library's own thread
/// does the connection. Not thread-safe.
/// </summary>
internal sealed unsafe class MqttPublisher : IDisposable
{
    private const int DefaultPort = 1883;
    private const int KeepAliveS = 30;
    private readonly nint _client;

    /// <summary>Begins to connect. Throws <see cref="IOException"/> when the library is missing or refuses.</summary>
    public MqttPublisher(Uri broker)
    {
        try
        {
            _ = MosquittoNative.LibInit();
            _client = MosquittoNative.New(null, cleanSession: true, 0);
        }
        catch (DllNotFoundException)
        {
            throw new IOException("--mqtt needs libmosquitto (Debian: libmosquitto1), which is missing");
        }

        // A broker that is not there yet is no fault: the thread tries again.
        _ = MosquittoNative.Connect(_client, broker.Host, broker.Port > 0 ? broker.Port : DefaultPort, KeepAliveS);
        var error = MosquittoNative.StartThread(_client);
        if (error != 0)
        {
            MosquittoNative.Destroy(_client);
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"--mqtt {broker}: {Marshal.PtrToStringUTF8(MosquittoNative.ErrorString(error))}"));
        }
    }

    /// <summary>Publishes; false when it was lost.</summary>
    public bool Publish(string topic, ReadOnlySpan<byte> payload)
    {
        fixed (byte* at = payload)
        {
            return MosquittoNative.Publish(_client, null, topic, payload.Length, at, 0, retain: false) == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = MosquittoNative.Disconnect(_client);
        _ = MosquittoNative.StopThread(_client, force: true);
        MosquittoNative.Destroy(_client);
    }
}
