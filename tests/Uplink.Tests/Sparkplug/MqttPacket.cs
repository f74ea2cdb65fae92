using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Uplink.Sparkplug.Payload;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>What a client sent, taken apart by the two MQTT standards (3.1.1 and 5, chapters 2 and 3).</summary>
internal sealed record MqttPacket
{
    public required int Type { get; init; }

    public string Topic { get; init; } = "";

    public int Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>Content of a PUBLISH or of the Will.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>CONNECT: 4 is 3.1.1, 5 is 5.</summary>
    public int Version { get; init; }

    /// <summary>CONNECT: Clean Session or Clean Start.</summary>
    public bool IsClean { get; init; }

    /// <summary>CONNECT: true when there is a Will.</summary>
    public bool HasWill { get; init; }

    /// <summary>CONNECT of MQTT 5: Session Expiry Interval, 0 when absent.</summary>
    public uint SessionExpiryS { get; init; }

    /// <summary>DISCONNECT of MQTT 5: reason, 0 when absent.</summary>
    public int Reason { get; init; }

    /// <summary>When it passed, UTC ms.</summary>
    public long AtMs { get; init; }

    public bool IsConnect => Type == 1;

    public bool IsPublish => Type == 3;

    public bool IsSubscribe => Type == 8;

    public bool IsDisconnect => Type == 14;

    /// <summary>`NBIRTH`, `DDATA` and so on; empty for other topics.</summary>
    public string Verb => Topic.Split('/') is { Length: > 2 } parts ? parts[2] : "";

    /// <summary>The Sparkplug payload; fails the test when it is none.</summary>
    public SparkplugPayload Payload
    {
        get
        {
            Assert.True(PayloadReader.TryRead(Body, out var payload, out var fault), $"{Topic}: {fault}");
            return payload;
        }
    }

    /// <summary>Takes a whole packet apart, its fixed header included.</summary>
    public static MqttPacket Read(ReadOnlySpan<byte> packet, int version, long atMs)
    {
        var head = packet[0];
        var rest = packet[1..];
        _ = Number(ref rest);
        var read = (head >> 4) switch
        {
            1 => Connect(rest),
            3 => Publish(head, rest, version),
            8 => Subscribe(rest, version),
            14 => new MqttPacket { Type = 14, Reason = rest.Length > 0 ? rest[0] : 0 },
            var type => new MqttPacket { Type = type },
        };
        return read with { AtMs = atMs };
    }

    /// <summary>Length of the packet that begins <paramref name="bytes"/>, or 0 when not all of its header is there.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var i = 1; i < Math.Min(bytes.Length, 5); i++)
        {
            length |= (bytes[i] & 0x7f) << (7 * (i - 1));
            if (bytes[i] < 0x80)
            {
                return 1 + i + length;
            }
        }

        return 0;
    }

    private static MqttPacket Connect(ReadOnlySpan<byte> rest)
    {
        _ = Text(ref rest);
        var version = rest[0];
        var flags = rest[1];
        rest = rest[4..];
        var expiryS = version == 5 ? Expiry(Properties(ref rest)) : 0;
        _ = Text(ref rest);
        var packet = new MqttPacket { Type = 1, Version = version, IsClean = (flags & 2) != 0, HasWill = (flags & 4) != 0, SessionExpiryS = expiryS };
        if (!packet.HasWill)
        {
            return packet;
        }

        if (version == 5)
        {
            _ = Properties(ref rest);
        }

        var topic = Text(ref rest);
        return packet with { Topic = topic, Body = Bytes(ref rest), Qos = (flags >> 3) & 3, Retain = (flags & 0x20) != 0 };
    }

    private static MqttPacket Publish(byte head, ReadOnlySpan<byte> rest, int version)
    {
        var qos = (head >> 1) & 3;
        var topic = Text(ref rest);
        rest = qos > 0 ? rest[2..] : rest;
        if (version == 5)
        {
            _ = Properties(ref rest);
        }

        return new MqttPacket { Type = 3, Topic = topic, Qos = qos, Retain = (head & 1) != 0, Body = rest.ToArray() };
    }

    private static MqttPacket Subscribe(ReadOnlySpan<byte> rest, int version)
    {
        rest = rest[2..];
        if (version == 5)
        {
            _ = Properties(ref rest);
        }

        var topic = Text(ref rest);
        Assert.Equal(1, rest.Length);
        return new MqttPacket { Type = 8, Topic = topic, Qos = rest[0] & 3 };
    }

    private static uint Expiry(ReadOnlySpan<byte> properties)
    {
        // The library sends no property before this one, if it sends any.
        return properties.Length >= 5 && properties[0] == 17 ? BinaryPrimitives.ReadUInt32BigEndian(properties[1..]) : 0;
    }

    private static ReadOnlySpan<byte> Properties(ref ReadOnlySpan<byte> rest)
    {
        var length = Number(ref rest);
        var properties = rest[..length];
        rest = rest[length..];
        return properties;
    }

    private static string Text(ref ReadOnlySpan<byte> rest) => Encoding.UTF8.GetString(Bytes(ref rest));

    private static byte[] Bytes(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var bytes = rest.Slice(2, length).ToArray();
        rest = rest[(2 + length)..];
        return bytes;
    }

    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest[0];
            rest = rest[1..];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
