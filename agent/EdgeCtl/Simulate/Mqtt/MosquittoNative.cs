using System.Runtime.InteropServices;

namespace EdgeCtl.Simulate.Mqtt;

/// <summary>What publishing needs of libmosquitto 2.0 (mosquitto.h): the library's own thread connects, and again when the connection is lost.</summary>
internal static unsafe partial class MosquittoNative
{
    private const string Library = "libmosquitto.so.1";

    /// <summary>mosquitto_lib_init(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_lib_init")]
    public static partial int LibInit();

    /// <summary>mosquitto_new(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint New(string? id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint state);

    /// <summary>mosquitto_destroy(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_destroy")]
    public static partial void Destroy(nint client);

    /// <summary>mosquitto_connect_async(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_connect_async", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Connect(nint client, string host, int port, int keepAliveS);

    /// <summary>mosquitto_loop_start(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_loop_start")]
    public static partial int StartThread(nint client);

    /// <summary>mosquitto_disconnect(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect")]
    public static partial int Disconnect(nint client);

    /// <summary>mosquitto_loop_stop(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_loop_stop")]
    public static partial int StopThread(nint client, [MarshalAs(UnmanagedType.U1)] bool force);

    /// <summary>mosquitto_publish(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_publish", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Publish(nint client, int* id, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    /// <summary>mosquitto_strerror(3).</summary>
    [LibraryImport(Library, EntryPoint = "mosquitto_strerror")]
    public static partial nint ErrorString(int error);
}
