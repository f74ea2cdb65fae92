using EdgeAgent.Core.Config;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>What a source of kind `gpio` reads and drives.</summary>
/// <param name="Points">Its points, in the order of the plan.</param>
/// <param name="DeviceCount">How many devices they belong to.</param>
/// <param name="SaveMs">How often changed pulse counts are written down, ms.</param>
internal sealed record GpioSource(IReadOnlyList<GpioPoint> Points, int DeviceCount, long SaveMs)
{
    /// <summary>A point on a board: a line that the board drives is an output, whether or not the site lets it be written.</summary>
    public static GpioPoint On(GpioPoint point, Profile profile) => profile.Lines[point.Line].Output ? point with { Use = LineUse.Output } : point;
}
