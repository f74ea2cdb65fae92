using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static EdgeAgent.Core.Mqtt.MosquittoCodes;
using static EdgeAgent.Core.Mqtt.MosquittoNative;

namespace EdgeAgent.Core.Mqtt;

/// <summary>
/// One connection to a broker by libmosquitto, used from one thread: that thread calls <see cref="Drive"/>, inside which the callbacks run and note what happened.
/// A new connection is a new client: what was in flight is sent again from the buffer, not from the library.
/// </summary>
public sealed unsafe class MosquittoClient : IDisposable
{
    /// <summary>Longest payload that is taken from a broker, bytes; nothing that a gateway subscribes to is near it.</summary>
    public const int MaxMessageBytes = 256 * 1024;

    private const int MaxMessages = 64;
    private const int MaxPackets = 100;
    private static int _initialised;

    private readonly nint _client;
    private readonly nint[] _summaryProperties = new nint[2];
    private string? _contentType;
    private Exception? _failure;
    private GCHandle _self;

    private MosquittoClient(string? id)
    {
        _self = GCHandle.Alloc(this);
        _client = New(id, cleanSession: true, GCHandle.ToIntPtr(_self));
        if (_client == 0)
        {
            _self.Free();
            throw new InvalidOperationException("libmosquitto gave no client");
        }

        OnConnect(_client, &Connected);
        OnDisconnect(_client, &Disconnected);
        OnPublish(_client, &Published);
        OnSubscribe(_client, &Subscribed);
        OnMessage(_client, &Arrived);
    }

    /// <summary>What happened and was not yet taken. The owner clears it.</summary>
    public List<ClientEvent> Events { get; } = new(128);

    /// <summary>Messages that came and were not yet taken, at most 64; the owner clears it. More, and longer ones, are dropped and counted.</summary>
    public List<IncomingMessage> Messages { get; } = [];

    /// <summary>Takes each message inside <see cref="Drive"/> in place of <see cref="Messages"/>, without a copy; null for none. Set it before connecting.</summary>
    public IMqttMessages? Sink { get; set; }

    /// <summary>Messages that were dropped since the client was made.</summary>
    public long DroppedMessages { get; private set; }

    /// <summary>Longest packet that the broker takes, bytes, as its CONNACK told (MQTT 5, 3.2.2.3.6).</summary>
    public uint MaximumPacketBytes { get; private set; } = uint.MaxValue;

    /// <summary>True while something waits for the socket to take it: what is published now only makes the library's queue longer.</summary>
    public bool HasUnsent => WantWrite(_client);

    /// <summary>
    /// Makes a client that has at most <paramref name="window"/> messages of QoS 1 under way; the library itself holds back what is more.
    /// Throws <see cref="DllNotFoundException"/> where libmosquitto is missing.
    /// </summary>
    /// <param name="id">Client id; null for one that nobody else has.</param>
    /// <param name="isVersion5">True for MQTT 5, false for 3.1.1.</param>
    /// <param name="window">See above.</param>
    public static MosquittoClient Create(string? id, bool isVersion5, int window = 20)
    {
        if (Interlocked.Exchange(ref _initialised, 1) == 0)
        {
            _ = LibInit();
        }

        var client = new MosquittoClient(id);
        _ = IntOption(client._client, OptionProtocolVersion, isVersion5 ? Protocol5 : Protocol311);
        _ = IntOption(client._client, OptionTcpNoDelay, 1);
        _ = IntOption(client._client, OptionSendMaximum, window);
        return client;
    }

    /// <summary>What an error of the library means.</summary>
    public static string TextOf(int error) => Marshal.PtrToStringUTF8(ErrorString(error)) ?? $"error {error}";

    /// <summary>What a reason code of MQTT means.</summary>
    public static string ReasonOf(int code) => Marshal.PtrToStringUTF8(ReasonString(code)) ?? $"reason {code}";

    /// <summary>Sets user and password.</summary>
    public int SetUser(string user, string? password) => UserPassword(_client, user, password);

    /// <summary>Switches TLS on: 1.2 or later, the broker's certificate and name verified.</summary>
    public int SetTls(string caFile, string certFile, string keyFile)
    {
        const string SystemCertificates = "/etc/ssl/certs";
        var error = TlsSet(_client, NullIfEmpty(caFile), caFile.Length == 0 ? SystemCertificates : null, NullIfEmpty(certFile), NullIfEmpty(keyFile), 0);
        return error != Success ? error : TlsOptions(_client, 1, "tlsv1.2", null);
    }

    /// <summary>Sets the Last Will: QoS 1, retained unless told otherwise.</summary>
    public int SetWill(string topic, ReadOnlySpan<byte> payload, bool retain = true)
    {
        fixed (byte* p = payload)
        {
            return Will(_client, topic, payload.Length, p, 1, retain);
        }
    }

    /// <summary>Begins to connect.</summary>
    public int Connect(string host, int port, int keepAliveS) => ConnectAsync(_client, host, port, keepAliveS);

    /// <summary>Sends DISCONNECT.</summary>
    public int SendDisconnect() => Disconnect(_client);

    /// <summary>Sends DISCONNECT; by MQTT 5 with the reason that has the broker publish the Will all the same.</summary>
    public int SendDisconnectWithWill() => DisconnectWith(_client, ReasonDisconnectWithWill, 0);

    /// <summary>Subscribes, QoS 0..2; the id comes back with <see cref="ClientEventKind.Subscribed"/>.</summary>
    public int Subscribe(string filter, int qos, out int id) => MosquittoNative.Subscribe(_client, out id, filter, qos);

    /// <summary>Publishes bytes; the id comes back when the broker has acknowledged them, for QoS 0 when the socket has taken them.</summary>
    public int PublishBytes(string topic, ReadOnlySpan<byte> payload, int qos, bool retain, out int id)
    {
        fixed (byte* p = payload)
        {
            return MosquittoNative.Publish(_client, out id, topic, payload.Length, p, qos, retain, 0);
        }
    }

    /// <summary>Publishes with QoS 1; the id comes back with the acknowledgement.</summary>
    public int PublishJson(string topic, ReadOnlySpan<byte> payload, string? contentType, bool retain, out int id)
    {
        nint properties = 0;
        if (contentType is not null)
        {
            _ = AddProperty(ref properties, PropertyContentType, contentType);
        }

        fixed (byte* p = payload)
        {
            var error = MosquittoNative.Publish(_client, out id, topic, payload.Length, p, 1, retain, properties);
            if (properties != 0)
            {
                FreeProperties(ref properties);
            }

            return error;
        }
    }

    /// <summary>MQTT 5: what goes with each message of summaries.</summary>
    /// <param name="contentType">Its type.</param>
    public void DescribeSummaries(string contentType)
    {
        _contentType = contentType;
        _summaryProperties[0] = Describe(isCompressed: false, null);
        _summaryProperties[1] = Describe(isCompressed: true, null);
    }

    /// <summary>Publishes summaries with QoS 1; the id comes back with the acknowledgement. <paramref name="topic"/> ends with a zero; a cursor goes along by MQTT 5 alone.</summary>
    public int PublishSummaries(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, bool isCompressed, string? cursor, out int id)
    {
        // A list of its own for each cursor: of one that the library copied, it would send the first property alone.
        var properties = cursor is null || _contentType is null ? 0 : Describe(isCompressed, cursor);
        fixed (byte* t = topic)
        fixed (byte* p = payload)
        {
            var error = MosquittoNative.Publish(_client, out id, t, payload.Length, p, 1, retain: false, properties != 0 ? properties : _summaryProperties[isCompressed ? 1 : 0]);
            if (properties != 0)
            {
                FreeProperties(ref properties);
            }

            return error;
        }
    }

    /// <summary>
    /// Waits up to <paramref name="waitMs"/> for the socket, or for <paramref name="wake"/> to be readable where one is given, and reads, writes and keeps alive; an error of the
    /// library, 0 for none. Throws what <see cref="Sink"/> threw.
    /// </summary>
    public int Drive(int waitMs, int wake = -1)
    {
        var descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = new PollDescriptor { Descriptor = Socket(_client), Events = (short)(PollIn | (WantWrite(_client) ? PollOut : 0)) };
        descriptors[1] = new PollDescriptor { Descriptor = wake, Events = PollIn };
        _ = Poll(descriptors, 2, waitMs);
        var error = Success;
        if ((descriptors[0].Results & ~PollOut) != 0)
        {
            error = LoopRead(_client, MaxPackets);
            Rethrow();
        }

        if (error == Success && WantWrite(_client))
        {
            error = LoopWrite(_client, MaxPackets);
        }

        return error != Success ? error : LoopMisc(_client);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Destroy(_client);
        foreach (ref var properties in _summaryProperties.AsSpan())
        {
            if (properties != 0)
            {
                FreeProperties(ref properties);
            }
        }

        _self.Free();
    }

    private void Rethrow()
    {
        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "No exception may pass through the library's frames; it is thrown again behind them.")]
    private void Hand(IMqttMessages sink, Message* message)
    {
        try
        {
            sink.Take(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message->Topic), new ReadOnlySpan<byte>(message->Payload, message->PayloadLength), message->Retain != 0);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private nint Describe(bool isCompressed, string? cursor)
    {
        nint properties = 0;
        _ = AddProperty(ref properties, PropertyContentType, _contentType!);
        if (isCompressed)
        {
            _ = AddPair(ref properties, PropertyUser, "content-encoding", "gzip");
        }

        if (cursor is not null)
        {
            _ = AddPair(ref properties, PropertyUser, "cursor", cursor);
        }

        return properties;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static MosquittoClient Of(nint state) => Unsafe.As<MosquittoClient>(GCHandle.FromIntPtr(state).Target!);

    [UnmanagedCallersOnly]
    private static void Connected(nint client, nint state, int code, int flags, nint properties)
    {
        var self = Of(state);
        var limit = (ushort)0;
        if (properties != 0)
        {
            _ = ReadProperty(properties, PropertyReceiveMaximum, out limit, skipFirst: false);
            if (ReadProperty(properties, PropertyMaximumPacketSize, out uint bytes, skipFirst: false) != 0)
            {
                self.MaximumPacketBytes = bytes;
            }
        }

        self.Events.Add(new ClientEvent(ClientEventKind.Connected, limit, code));
    }

    [UnmanagedCallersOnly]
    private static void Disconnected(nint client, nint state, int code, nint properties) =>
        Of(state).Events.Add(new ClientEvent(ClientEventKind.Disconnected, 0, code));

    [UnmanagedCallersOnly]
    private static void Published(nint client, nint state, int id, int code, nint properties) =>
        Of(state).Events.Add(new ClientEvent(ClientEventKind.Acknowledged, id, code));

    // The code of a SUBACK: 0..2 is the QoS granted, 0x80 and above a refusal. One filter a packet is all that is ever asked for.
    [UnmanagedCallersOnly]
    private static void Subscribed(nint client, nint state, int id, int count, int* granted, nint properties) =>
        Of(state).Events.Add(new ClientEvent(ClientEventKind.Subscribed, id, count > 0 ? granted[0] : ReasonFailure));

    [UnmanagedCallersOnly]
    private static void Arrived(nint client, nint state, Message* message, nint properties)
    {
        var self = Of(state);
        if (self.Sink is { } sink)
        {
            self.Hand(sink, message);
            return;
        }

        if (self.Messages.Count >= MaxMessages || message->PayloadLength > MaxMessageBytes)
        {
            self.DroppedMessages++;
            return;
        }

        var payload = new ReadOnlySpan<byte>(message->Payload, message->PayloadLength).ToArray();
        self.Messages.Add(new IncomingMessage(Marshal.PtrToStringUTF8((nint)message->Topic) ?? "", payload, message->Retain != 0));
    }
}
