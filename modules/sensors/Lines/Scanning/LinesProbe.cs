using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Lines;

/// <summary>Hears instruments that print lines of text, and guesses the pattern of their lines. See <see cref="IBusProbe"/>.</summary>
public sealed class LinesProbe : IBusProbe
{
    /// <inheritdoc/>
    public string Protocol => "lines";

    /// <inheritdoc/>
    public bool IsListener => true;

    /// <inheritdoc/>
    public bool FitsSerial => true;

    /// <inheritdoc/>
    public bool FitsNetwork => true;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = [new(9600), new(4800), new(19200), new(2400)];

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new Run();

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => false;

    // Two lines of one shape, printable from end to end, are no accident.
    private sealed class Run : StationProbeRun
    {
        private const int ShortestLine = 3;
        private const int MaxShapes = 16;

        private readonly LineCollector _collector = new(-1);
        private readonly List<string> _shapes = [];
        private bool _isTold;

        public override ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
        {
            var progress = ProbeProgress.Waiting;
            while (_collector.TryTake(ref bytes, out var line))
            {
                if (!IsPlausible(line))
                {
                    continue;
                }

                progress = ProbeProgress.Heard;
                var shape = LineShape.Of(Encoding.ASCII.GetString(line));
                if (_shapes.Contains(shape.Pattern) && !_isTold)
                {
                    _isTold = true;
                    findings.Add(Find(shape, line));
                }
                else if (_shapes.Count < MaxShapes)
                {
                    _shapes.Add(shape.Pattern);
                }
            }

            return progress;
        }

        // Frames of other protocols are lines of text too.
        private static bool IsPlausible(ReadOnlySpan<byte> line) =>
            line.Length >= ShortestLine && !line.ContainsAnyExceptInRange((byte)' ', (byte)'~') && line.ContainsAnyInRange((byte)'0', (byte)'9')
            && line[0] is not ((byte)'$' or (byte)'!' or (byte)':') && !line.StartsWith("##"u8);

        private static ProbeFinding Find(LineShape shape, ReadOnlySpan<byte> line)
        {
            var points = new ProbePoints();
            var isMatch = false;
            if (LinePatternReader.Read(shape.Pattern, out _) is { } pattern)
            {
                var values = new LineValue[pattern.Fields.Count];
                isMatch = pattern.TryMatch(line, [], values);
                for (var i = 0; isMatch && i < values.Length; i++)
                {
                    points.Add(pattern.Fields[i].Name, "field", pattern.Fields[i].Name, values[i].Number, "");
                }
            }

            return new ProbeFinding
            {
                Protocol = "lines",
                Address = "",
                Device = $"prints \"{Encoding.ASCII.GetString(line)}\"",
                First = points.First ?? new ProbeValue("line", null, "", Encoding.ASCII.GetString(line)),
                Note = isMatch ? "the names of its values are a guess" : "no pattern of its lines could be guessed",
                NameHint = "instrument",
                DeviceJson = isMatch ? ProbeJson.Object(("pattern", shape.Pattern)) : "{}",
                PointsJson = isMatch ? points.Json : "[]",
            };
        }
    }
}
