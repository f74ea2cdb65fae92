using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Finds electricity meters: the edition of 2007 by reading the address, that of 1997 by reading the forward energy of the wildcard address. Reads alone.</summary>
/// <param name="edition">Which edition.</param>
public sealed class Dlt645Probe(Dlt645Edition edition) : IBusProbe
{
    /// <inheritdoc/>
    public string Protocol => edition == Dlt645Edition.Of2007 ? "dlt645" : "dlt645-1997";

    /// <inheritdoc/>
    public bool IsListener => false;

    /// <inheritdoc/>
    public bool FitsSerial => true;

    /// <inheritdoc/>
    public bool FitsNetwork => true;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = edition == Dlt645Edition.Of2007
        ? [new(2400, SerialParity.Even), new(9600, SerialParity.Even), new(4800, SerialParity.Even), new(1200, SerialParity.Even)]
        : [new(1200, SerialParity.Even), new(2400, SerialParity.Even)];

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new Run(Protocol, edition, scope);

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => true;

    private sealed class Run(string protocol, Dlt645Edition edition, ProbeScope scope) : MeterProbeRun(new Dlt645Scanner(), new Dlt645Decoder(edition), scope)
    {
        private const int Wake = 4;
        private const uint Energy2007 = 0x0001_0000;
        private const uint Energy1997 = 0x9010;

        // Digits that are left out in front are sent as AA, which stands for any (DL/T 645-2007, 5.2.3; the same in 1997).
        protected override int SearchDigits => 2 * Dlt645Address.Length;

        protected override int WriteReadAddress(Span<byte> frame) => edition == Dlt645Edition.Of2007
            ? Dlt645Request.WriteReadAddress(frame, Wake)
            : Dlt645Request.WriteRead(frame, Wake, edition, Dlt645Address.Wildcard, Energy1997);

        protected override int WriteRead(Span<byte> frame, string address, ReadOnlySpan<byte> identity) =>
            Dlt645Address.TryParse(address, out var meter) ? Dlt645Request.WriteRead(frame, Wake, edition, meter, edition == Dlt645Edition.Of2007 ? Energy2007 : Energy1997) : 0;

        // A meter of 2007 refuses what is asked in the way of 1997: that makes it none of 1997.
        protected override bool IsReply(ReadOnlySpan<byte> frame) =>
            Dlt645Frame.TryParse(frame.TrimStart(SummedFrame.Wake), out var parsed) && parsed.IsReply && (edition == Dlt645Edition.Of2007 || !parsed.IsError);

        protected override ProbeFinding Find(ReadOnlySpan<byte> frame, string address, ProbeValue? value) => new()
        {
            Protocol = protocol,
            Address = address,
            Number = address,
            First = value,
            NameHint = "meter",
            DeviceJson = $$"""{ "address": "{{address}}" }""",
            PointsJson = $$"""[ { "name": "{{FieldNames.EnergyActiveForward}}", "item": "{{FieldNames.EnergyActiveForward}}" } ]""",
        };
    }
}
