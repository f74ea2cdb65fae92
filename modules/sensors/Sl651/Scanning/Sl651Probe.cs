using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Hears stations of SL 651, HEX or ASCII; answers none of them. See <see cref="IBusProbe"/>.</summary>
public sealed class Sl651Probe : IBusProbe
{
    /// <inheritdoc/>
    public string Protocol => "sl651";

    /// <inheritdoc/>
    public bool IsListener => true;

    /// <inheritdoc/>
    public bool FitsSerial => true;

    // Over a network stations connect to the gateway, not it to them.
    /// <inheritdoc/>
    public bool FitsNetwork => false;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = [new(9600), new(1200), new(4800), new(19200)];

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new Run();

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => true;

    private sealed class Run : StationProbeRun
    {
        private const int Extended = 0xFF00;

        private readonly Sl651Scanner _scanner = new();

        public override ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
        {
            var progress = ProbeProgress.Waiting;
            while (!bytes.IsEmpty)
            {
                _scanner.Take(ref bytes);
                while (_scanner.TryNext(out var frame))
                {
                    progress = ProbeProgress.Heard;
                    _ = Sl651Message.Judge(frame, out var message, out _);
                    if (!message.IsDown)
                    {
                        findings.Add(Find(message));
                    }
                }
            }

            return progress;
        }

        private static ProbeFinding Find(in Sl651Message message)
        {
            var points = new ProbePoints();
            if (message.PacketNumber <= 1 && Sl651Function.HasElements(message.Function) && Sl651Body.TryBegin(message.Body, message.IsAscii, message.Function, out var body))
            {
                while (body.Next())
                {
                    var item = body.Item;
                    if (item is { Element: { } element, Kind: Sl651ItemKind.Value or Sl651ItemKind.Series } && element.Id != Sl651Element.Status)
                    {
                        var id = element.Id.ToString(element.Id >= Extended ? "X4" : "X2", CultureInfo.InvariantCulture);
                        points.Add(element.Name, "element", id, item.Why == Sl651Why.None ? item.Value : null, element.Unit);
                    }
                }
            }

            var station = message.Station.ToString("X10", CultureInfo.InvariantCulture);
            return new ProbeFinding
            {
                Protocol = "sl651",
                Address = station,
                Number = station,
                Device = message.IsAscii ? "ASCII form" : "HEX form",
                First = points.First,
                Note = points.First is null ? "its report told no element that is known: listen longer for another one" : "",
                NameHint = "station",
                DeviceJson = ProbeJson.Object(("station", station)),
                PointsJson = points.Json,
            };
        }
    }
}
