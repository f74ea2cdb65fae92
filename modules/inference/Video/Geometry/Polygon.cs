namespace EdgeAgent.Inference.Video.Geometry;

/// <summary>A part of a picture. Coordinates are normalised: 0,0 is the top left corner, 1,1 the bottom right one.</summary>
/// <param name="corners">Three corners or more, in order.</param>
public sealed class Polygon(IReadOnlyList<(double X, double Y)> corners)
{
    private readonly (double X, double Y)[] _corners = corners.Count >= 3 ? [.. corners] : throw new ArgumentException($"{corners.Count} corners, expected 3 or more", nameof(corners));

    /// <summary>True for a point inside, by the even-odd rule.</summary>
    public bool Contains(double x, double y)
    {
        var isInside = false;
        for (int i = 0, j = _corners.Length - 1; i < _corners.Length; j = i++)
        {
            var (a, b) = (_corners[i], _corners[j]);
            if (a.Y > y != b.Y > y && x < ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)) + a.X)
            {
                isInside = !isInside;
            }
        }

        return isInside;
    }
}
