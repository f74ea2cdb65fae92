using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Mqtt;

/// <summary>libmosquitto 2.0 (mosquitto.h, mqtt_protocol.h), and poll(2). Numbers are compared with the C headers by the ABI test.</summary>
internal static unsafe partial class MosquittoNative
{
    public const int OptionProtocolVersion = 1;
    public const int OptionTcpNoDelay = 11;
    public const int OptionSendMaximum = 5;
    public const int Protocol311 = 4;
    public const int Protocol5 = 5;
    public const int PropertyContentType = 3;
    public const int PropertyReceiveMaximum = 33;
    public const int PropertyUser = 38;
    public const int PropertyMaximumPacketSize = 39;
    public const int ReasonDisconnectWithWill = 4;
    public const short PollIn = 1;
    public const short PollOut = 4;

    private const string Library = "libmosquitto.so.1";

    [LibraryImport(Library, EntryPoint = "mosquitto_lib_init")]
    public static partial int LibInit();

    [LibraryImport(Library, EntryPoint = "mosquitto_lib_version")]
    public static partial int LibVersion(out int major, out int minor, out int revision);

    [LibraryImport(Library, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint New(string? id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint state);

    [LibraryImport(Library, EntryPoint = "mosquitto_destroy")]
    public static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_int_option")]
    public static partial int IntOption(nint client, int option, int value);

    [LibraryImport(Library, EntryPoint = "mosquitto_username_pw_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UserPassword(nint client, string user, string? password);

    [LibraryImport(Library, EntryPoint = "mosquitto_tls_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TlsSet(nint client, string? caFile, string? caPath, string? certFile, string? keyFile, nint passwordCallback);

    [LibraryImport(Library, EntryPoint = "mosquitto_tls_opts_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TlsOptions(nint client, int verify, string version, string? ciphers);

    [LibraryImport(Library, EntryPoint = "mosquitto_will_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Will(nint client, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_async", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConnectAsync(nint client, string host, int port, int keepAlive);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect")]
    public static partial int Disconnect(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Publish(nint client, out int id, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5")]
    public static partial int Publish(nint client, out int id, byte* topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_v5")]
    public static partial int DisconnectWith(nint client, int reason, nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Subscribe(nint client, out int id, string filter, int qos);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddProperty(ref nint properties, int identifier, string value);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_string_pair", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddPair(ref nint properties, int identifier, string name, string value);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_int16")]
    public static partial nint ReadProperty(nint properties, int identifier, out ushort value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_int32")]
    public static partial nint ReadProperty(nint properties, int identifier, out uint value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_free_all")]
    public static partial void FreeProperties(ref nint properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_socket")]
    public static partial int Socket(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_want_write")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool WantWrite(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_read")]
    public static partial int LoopRead(nint client, int maxPackets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_write")]
    public static partial int LoopWrite(nint client, int maxPackets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_misc")]
    public static partial int LoopMisc(nint client);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_v5_callback_set")]
    public static partial void OnConnect(nint client, delegate* unmanaged<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_v5_callback_set")]
    public static partial void OnDisconnect(nint client, delegate* unmanaged<nint, nint, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5_callback_set")]
    public static partial void OnPublish(nint client, delegate* unmanaged<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5_callback_set")]
    public static partial void OnSubscribe(nint client, delegate* unmanaged<nint, nint, int, int, int*, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_message_v5_callback_set")]
    public static partial void OnMessage(nint client, delegate* unmanaged<nint, nint, Message*, nint, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_strerror")]
    public static partial nint ErrorString(int error);

    [LibraryImport(Library, EntryPoint = "mosquitto_reason_string")]
    public static partial nint ReasonString(int reason);

    [LibraryImport("libc", EntryPoint = "poll")]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }

    /// <summary>struct mosquitto_message; belongs to the library and lives as long as the callback that it is given to.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Id;
        public byte* Topic;
        public byte* Payload;
        public int PayloadLength;
        public int Qos;
        public byte Retain;
    }
}
