using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Finds water, gas and heat meters: reads the address of whoever is there, then its data. Reads alone.</summary>
public sealed class Cjt188Probe : IBusProbe
{
    // Whoever is there; then each type by itself, because meters of different types on one cable garble each other.
    private static readonly byte[] Types = [Cjt188Address.Any, 0x10, 0x11, 0x20, 0x30];

    /// <inheritdoc/>
    public string Protocol => "cjt188";

    /// <inheritdoc/>
    public bool IsListener => false;

    /// <inheritdoc/>
    public bool FitsSerial => true;

    /// <inheritdoc/>
    public bool FitsNetwork => true;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = [new(2400, SerialParity.Even), new(9600, SerialParity.Even), new(4800, SerialParity.Even)];

    /// <inheritdoc/>
    public int Parts => Types.Length + 1;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new Run(part == Types.Length ? Cjt188Order.LowFirst : Cjt188Order.HighFirst, Types[part % Types.Length], scope);

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => true;

    private sealed class Run(Cjt188Order order, byte type, ProbeScope scope) : MeterProbeRun(new Cjt188Scanner(), new Cjt188Decoder(), scope)
    {
        private const int Wake = 4;
        private Cjt188Order _order;
        private bool _asked;
        private static readonly string[] HeatItems = [FieldNames.Volume, "energy.heat", "temperature.supply", "temperature.return"];

        protected override int WriteReadAddress(Span<byte> frame) => Cjt188Request.Write(frame, Wake, new Cjt188Address(type, Cjt188Address.Wildcard.Packed), Cjt188Request.ReadAddress, order, Cjt188Request.AddressData, 1, default);

        // A meter that is silent for one order of the identifier is asked in the other.
        protected override int WriteRead(Span<byte> frame, string address, ReadOnlySpan<byte> identity)
        {
            _order = !_asked ? order : _order == Cjt188Order.HighFirst ? Cjt188Order.LowFirst : Cjt188Order.HighFirst;
            _asked = true;
            return Cjt188Address.TryParse(TypeOf(identity), address, out var meter) ? Cjt188Request.WriteRead(frame, Wake, meter, _order, Cjt188Request.MeterData, 1) : 0;
        }

        protected override bool IsReply(ReadOnlySpan<byte> frame) => Cjt188Frame.TryParse(frame.TrimStart(SummedFrame.Wake), out var parsed) && parsed.IsReply;

        protected override ProbeFinding Find(ReadOnlySpan<byte> frame, string address, ProbeValue? value)
        {
            _asked = false;
            var kind = TypeOf(frame);
            string[] items = kind is >= 0x20 and < 0x30 ? HeatItems : [FieldNames.Volume];
            return new ProbeFinding
            {
                Protocol = "cjt188",
                Address = address,
                Number = address,
                First = value,
                NameHint = kind switch { < 0x20 => "water", < 0x30 => "heat", < 0x40 => "gas", _ => "meter" },
                DeviceJson = string.Create(CultureInfo.InvariantCulture, $"{{ \"address\": \"{address}\", \"type\": \"{WordOf(kind)}\"{(_order == Cjt188Order.LowFirst ? ", \"order\": \"1F90\"" : "")} }}"),
                PointsJson = $"[ {string.Join(", ", items.Select(i => $"{{ \"name\": \"{i}\", \"item\": \"{i}\" }}"))} ]",
            };
        }

        // As device templates and site files have it.
        private static string WordOf(byte type) => type switch
        {
            0x10 => "cold-water",
            0x11 => "hot-water",
            0x12 => "drinking-water",
            0x13 => "reclaimed-water",
            0x20 => "heat",
            0x21 => "cooling",
            0x22 => "heat-cooling",
            0x30 => "gas",
            0x40 => "custom",
            _ => type.ToString("X2", CultureInfo.InvariantCulture),
        };

        private static byte TypeOf(ReadOnlySpan<byte> frame) => frame.Length > 0 && Cjt188Frame.TryParse(frame.TrimStart(SummedFrame.Wake), out var parsed) ? parsed.Address.Type : Cjt188Address.Any;
    }
}
