using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>Hears stations of HJ 212; answers none of them. See <see cref="IBusProbe"/>.</summary>
public sealed class Hj212Probe : IBusProbe
{
    /// <inheritdoc/>
    public string Protocol => "hj212";

    /// <inheritdoc/>
    public bool IsListener => true;

    /// <inheritdoc/>
    public bool FitsSerial => true;

    // Over a network stations connect to the gateway, not it to them.
    /// <inheritdoc/>
    public bool FitsNetwork => false;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = [new(9600), new(115200), new(19200), new(4800)];

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new Run();

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => true;

    private sealed class Run : StationProbeRun
    {
        private const int LeastUpload = 2_000;
        private const int MostUpload = 2_999;
        private const int MaxMn = 24;

        private readonly Hj212Scanner _scanner = new(allowSwapped: true);

        public override ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
        {
            var progress = ProbeProgress.Waiting;
            while (!bytes.IsEmpty)
            {
                _scanner.Take(ref bytes);
                while (_scanner.TryNext(out var frame))
                {
                    progress = ProbeProgress.Heard;
                    if (Hj212Message.TryParse(Hj212Scanner.SegmentOf(frame), out var message, out _) && message.Mn.Length > 0)
                    {
                        findings.Add(Find(message, _scanner.IsSwapped));
                    }
                }
            }

            return progress;
        }

        private static ProbeFinding Find(in Hj212Message message, bool isSwapped)
        {
            var station = new ProbePoints();
            var reader = new CpReader(message.Cp);
            while (message.Cn is >= LeastUpload and <= MostUpload && reader.Next())
            {
                if (Hj212Factor.Find(reader.Factor) is { } factor)
                {
                    var isNumber = Hj212Value.TryNumber(reader.Value, out var number);
                    station.Add(factor.Name, "factor", Encoding.ASCII.GetString(reader.Factor), isNumber && !reader.Statistic.SequenceEqual("Cou"u8) ? number : null, factor.Unit);
                }
            }

            var mn = Encoding.Latin1.GetString(message.Mn);
            return new ProbeFinding
            {
                Protocol = "hj212",
                Address = mn,
                Number = mn,
                Device = message.St.IsEmpty ? "" : $"ST {Encoding.Latin1.GetString(message.St)}",
                First = station.First,
                Note = CanStand(mn) ? "" : "its MN has characters that a site file does not take",
                NameHint = "station",
                DeviceJson = ProbeJson.Object(("mn", mn), ("crc", isSwapped ? "swapped" : "")),
                PointsJson = CanStand(mn) ? station.Json : "[]",
            };
        }

        private static bool CanStand(string mn) => mn.Length <= MaxMn && mn.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
    }
}
