using System.Globalization;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Buffer.Evidence;

/// <summary>A kept picture, as its file's name tells it: `number-utcMs-clock-runningMs-keepMs~camera~point.jpg`.</summary>
/// <param name="Number">Its number.</param>
/// <param name="UtcMs">When it was taken by the clock of then, UTC ms.</param>
/// <param name="Clock">How good that clock was.</param>
/// <param name="RunningMs">The gateway's running time then, ms.</param>
/// <param name="KeepMs">How long it is kept, ms.</param>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Point">Name of the point.</param>
/// <param name="Bytes">Size of the file.</param>
internal sealed record EvidenceFile(long Number, long UtcMs, ClockQuality Clock, long RunningMs, long KeepMs, string Camera, string Point, long Bytes)
{
    public const string Ending = ".jpg";

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Number}-{UtcMs}-{(int)Clock}-{RunningMs}-{KeepMs}~{Camera}~{Point}{Ending}");

    /// <summary>Reads a name; null for a file that is no kept picture.</summary>
    public static EvidenceFile? Parse(string name, long bytes)
    {
        if (!name.EndsWith(Ending, StringComparison.Ordinal) || name[..^Ending.Length].Split('~') is not [var numbers, { Length: > 0 } camera, { Length: > 0 } point] || numbers.Split('-') is not { Length: 5 } parts)
        {
            return null;
        }

        Span<long> values = stackalloc long[5];
        for (var i = 0; i < values.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
            {
                return null;
            }
        }

        return Enum.IsDefined((ClockQuality)values[2]) ? new EvidenceFile(values[0], values[1], (ClockQuality)values[2], values[3], values[4], camera, point, bytes) : null;
    }
}
