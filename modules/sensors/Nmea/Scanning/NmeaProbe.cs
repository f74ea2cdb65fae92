using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>Hears satellite receivers. See <see cref="IBusProbe"/>.</summary>
public sealed class NmeaProbe : IBusProbe
{
    /// <inheritdoc/>
    public string Protocol => "nmea";

    /// <inheritdoc/>
    public bool IsListener => true;

    /// <inheritdoc/>
    public bool FitsSerial => true;

    /// <inheritdoc/>
    public bool FitsNetwork => true;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = [new(9600), new(4800), new(38400), new(115200)];

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new Run();

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => true;

    // A receiver tells the same sentences each second: one that comes again means that all have been heard.
    private sealed class Run : StationProbeRun
    {
        private readonly NmeaCollector _collector = new();
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private readonly ProbePoints _points = new();
        private string _talker = "";
        private bool _isTold;

        public override ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
        {
            var progress = ProbeProgress.Waiting;
            foreach (var next in bytes)
            {
                if (_collector.Take(next, 0))
                {
                    progress = ProbeProgress.Heard;
                    if (!Keep(NmeaSentence.Of(_collector.Sentence)))
                    {
                        Tell(findings);
                    }

                    _collector.Done();
                }
            }

            return progress;
        }

        public override void TimedOut(int bytes, ICollection<ProbeFinding> findings) => Tell(findings);

        private bool Keep(in NmeaSentence sentence)
        {
            var name = Encoding.ASCII.GetString(sentence.Talker) + Encoding.ASCII.GetString(sentence.Name);
            Span<NmeaItem> items = stackalloc NmeaItem[NmeaReader.MaxItems];
            var count = NmeaReader.Read(sentence, items);
            for (var i = 0; i < count; i++)
            {
                if ((int)items[i].Quantity < NmeaNames.Points.Length)
                {
                    _points.Add(NmeaNames.Points[(int)items[i].Quantity], "quantity", NmeaNames.Points[(int)items[i].Quantity], items[i].Why == NmeaWhy.None ? items[i].Value : null, NmeaNames.Of(items[i].Quantity).Unit);
                }
            }

            _talker = _talker.Length == 0 ? Encoding.ASCII.GetString(sentence.Talker) : _talker;

            // Several of GSV in a row belong together.
            return count < 0 || sentence.Name.SequenceEqual("GSV"u8) || _names.Add(name);
        }

        private void Tell(ICollection<ProbeFinding> findings)
        {
            if (_isTold || _talker.Length == 0)
            {
                return;
            }

            _isTold = true;
            findings.Add(new ProbeFinding
            {
                Protocol = "nmea",
                Address = "",
                Device = $"talker {_talker}",
                First = _points.First,
                Note = _points.First is null ? "it has no fix" : "",
                NameHint = "receiver",
                PointsJson = _points.Json,
            });
        }
    }
}
