using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Simulate.Mqtt;

/// <summary>
/// What is on wireless: a soil and a manhole sensor behind a LoRaWAN network server (the JSON of ChirpStack v4's MQTT integration, event `up`), a climate probe and a door
/// contact behind Zigbee2MQTT. Not thread-safe.
/// </summary>
internal sealed class WirelessDevices(AirModel air, RiverModel river, PumpRoomModel room)
{
    /// <summary>EUI of the manhole level sensor.</summary>
    public const string ManholeEui = "a84041ffff000001";

    /// <summary>EUI of the climate sensor in the park.</summary>
    public const string ParkEui = "a84041ffff000002";

    /// <summary>Application of both in the network server.</summary>
    public const string Application = "5f1c8f5e-0b5a-4a7c-9d7e-2f4f0e4d8c11";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private int _frame;

    /// <summary>Makes what each publishes now.</summary>
    public IEnumerable<(string Topic, byte[] Payload)> Publish(DateTimeOffset now)
    {
        _frame++;
        yield return (UplinkTopic(ManholeEui), Uplink(now, ManholeEui, "manhole", json =>
        {
            json.WriteNumber("level", Math.Round(Math.Max(0, river.LevelM - 1.6), 3));
            json.WriteNumber("battery", 3.56);
        }));
        yield return (UplinkTopic(ParkEui), Uplink(now, ParkEui, "park", json =>
        {
            json.WriteNumber("temperature", Math.Round(air.TemperatureCel, 1));
            json.WriteNumber("humidity", Math.Round(air.HumidityPercent, 1));
            json.WriteNumber("pm25", Math.Round(air.Pm25, 1));
        }));
        yield return ("zigbee2mqtt/hall-climate", Json(json =>
        {
            json.WriteNumber("battery", 87);
            json.WriteNumber("humidity", Math.Round(room.HumidityPercent, 2));
            json.WriteNumber("linkquality", 120);
            json.WriteNumber("temperature", Math.Round(room.RoomCel, 2));
            json.WriteNumber("voltage", 2900);
        }));
        yield return ("zigbee2mqtt/meter-room-door", Json(json =>
        {
            json.WriteNumber("battery", 100);
            json.WriteBoolean("contact", !room.DoorOpen);
            json.WriteNumber("linkquality", 98);
            json.WriteBoolean("tamper", false);
        }));
    }

    private static string UplinkTopic(string eui) => $"application/{Application}/device/{eui}/event/up";

    private byte[] Uplink(DateTimeOffset now, string eui, string name, Action<Utf8JsonWriter> values) => Json(json =>
    {
        json.WriteString("deduplicationId", DeduplicationId(eui));
        json.WriteString("time", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("deviceInfo");
        json.WriteString("tenantName", "district");
        json.WriteString("applicationId", Application);
        json.WriteString("applicationName", "neighbourhood");
        json.WriteString("deviceProfileName", name);
        json.WriteString("deviceName", name);
        json.WriteString("devEui", eui);
        json.WriteStartObject("tags");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("devAddr", "00" + eui[^6..]);
        json.WriteBoolean("adr", true);
        json.WriteNumber("dr", 5);
        json.WriteNumber("fCnt", _frame);
        json.WriteNumber("fPort", 2);
        json.WriteBoolean("confirmed", false);
        json.WriteString("data", "AQ==");
        json.WriteStartObject("object");
        values(json);
        json.WriteEndObject();
        json.WriteStartArray("rxInfo");
        json.WriteStartObject();
        json.WriteString("gatewayId", "24e124fffef00001");
        json.WriteNumber("rssi", -87);
        json.WriteNumber("snr", 8.5);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private string DeduplicationId(string eui) => string.Create(CultureInfo.InvariantCulture, $"{eui[..8]}-{eui[8..12]}-4000-8000-{_frame:x12}");

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
