namespace EdgeAgent.Inference.Video.Geometry;

/// <summary>A line in a picture that people and vehicles cross. Coordinates are normalised: 0,0 is the top left corner, y points down.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="FromX">0 to 1.</param>
/// <param name="FromY">0 to 1.</param>
/// <param name="ToX">0 to 1.</param>
/// <param name="ToY">0 to 1.</param>
public sealed record PictureLine(string Name, double FromX, double FromY, double ToX, double ToY)
{
    /// <summary>Cross product (to - from) x (point - from) in pixels: its sign tells the side, divided by the length how far away.</summary>
    /// <param name="x">Pixels.</param>
    /// <param name="y">Pixels.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    public double Cross(double x, double y, int width, int height) =>
        ((ToX - FromX) * width * (y - (FromY * height))) - ((ToY - FromY) * height * (x - (FromX * width)));

    /// <summary>Length, pixels.</summary>
    public double LengthIn(int width, int height) => Math.Sqrt(Math.Pow((ToX - FromX) * width, 2) + Math.Pow((ToY - FromY) * height, 2));

    /// <summary>Where a step crosses the line, as a share of the line: 0 at its start, 1 at its end, others beyond; NaN for a step along it.</summary>
    /// <param name="fromX">Start of the step, pixels.</param>
    /// <param name="fromY">Start of the step, pixels.</param>
    /// <param name="toX">End of the step, pixels.</param>
    /// <param name="toY">End of the step, pixels.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    public double PlaceOf(double fromX, double fromY, double toX, double toY, int width, int height)
    {
        var (ax, ay) = (FromX * width, FromY * height);
        var (lx, ly) = ((ToX - FromX) * width, (ToY - FromY) * height);
        var (sx, sy) = (toX - fromX, toY - fromY);
        return (((fromX - ax) * sy) - ((fromY - ay) * sx)) / ((lx * sy) - (ly * sx));
    }
}
