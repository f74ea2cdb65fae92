using EdgeAgent.Inference.Video.Decoding;

namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>
/// Kalman filter of a box: centre, width and height, each with its speed (constant velocity, white acceleration). The four are independent, so each is a filter of two states. Noise grows
/// with the box's height, as what is near moves and trembles by more pixels.
/// </summary>
internal struct BoxFilter
{
    private const float PlaceNoise = 0.07f;
    private const float SizeNoise = 0.08f;
    private const float PlaceAcceleration = 1.5f;
    private const float SizeAcceleration = 0.4f;
    private const float FirstSpeed = 1.5f;
    private const float FirstSizeSpeed = 0.3f;

    // Weak detections tremble more.
    private const float WeakNoise = 1.5f;

    // Shares of the filter's height beyond which a box is a part, or more than the thing; and how much less its size is believed.
    private const float Part = 0.75f;
    private const float More = 1.35f;
    private const float OddNoise = 3;

    private AxisFilter _x;
    private AxisFilter _y;
    private AxisFilter _width;
    private AxisFilter _height;

    /// <summary>A filter that begins with a box.</summary>
    public static BoxFilter Of(in Detection box)
    {
        var scale = box.Height;
        return new BoxFilter
        {
            _x = AxisFilter.Of((box.Left + box.Right) / 2, PlaceNoise * scale, FirstSpeed * scale),
            _y = AxisFilter.Of((box.Top + box.Bottom) / 2, PlaceNoise * scale, FirstSpeed * scale),
            _width = AxisFilter.Of(box.Width, SizeNoise * scale, FirstSizeSpeed * scale),
            _height = AxisFilter.Of(box.Height, SizeNoise * scale, FirstSizeSpeed * scale),
        };
    }

    /// <summary>Speed of the centre, pixels a second.</summary>
    public readonly (float X, float Y) Speed => (_x.Speed, _y.Speed);

    /// <summary>The box, with the class and score of <paramref name="of"/>.</summary>
    public readonly Detection Box(in Detection of)
    {
        var (halfWidth, halfHeight) = (Math.Max(_width.Place, 1) / 2, Math.Max(_height.Place, 1) / 2);
        return of with { Left = _x.Place - halfWidth, Top = _y.Place - halfHeight, Right = _x.Place + halfWidth, Bottom = _y.Place + halfHeight };
    }

    /// <summary>Goes on by <paramref name="seconds"/>.</summary>
    public void Predict(float seconds)
    {
        var scale = Math.Max(_height.Place, 1);
        _x.Predict(seconds, PlaceAcceleration * scale);
        _y.Predict(seconds, PlaceAcceleration * scale);
        _width.Predict(seconds, SizeAcceleration * scale);
        _height.Predict(seconds, SizeAcceleration * scale);
    }

    /// <summary>
    /// Takes a box that was seen. When one is much lower or higher than the filter's, something hides a part or two are in one box: then the edge that fits better is believed, upper or lower,
    /// and the size hardly, so that the foot point stays where the feet are.
    /// </summary>
    /// <param name="box">The box.</param>
    /// <param name="isWeak">True for one with a low score.</param>
    /// <param name="isSettled">True once the filter knows the height.</param>
    public void Correct(in Detection box, bool isWeak, bool isSettled)
    {
        var height = _height.Place;
        var isOdd = isSettled && (box.Height < Part * height || box.Height > More * height);
        var noise = (isOdd ? height : box.Height) * (isWeak ? WeakNoise : 1);
        var y = isOdd ? CentreOf(box, height / 2) : (box.Top + box.Bottom) / 2;
        var size = SizeNoise * noise * (isOdd ? OddNoise : 1);
        _x.Correct((box.Left + box.Right) / 2, PlaceNoise * noise);
        _y.Correct(y, PlaceNoise * noise);
        _width.Correct(box.Width, size);
        _height.Correct(box.Height, size);
    }

    private readonly float CentreOf(in Detection box, float half) =>
        Math.Abs(box.Bottom - (_y.Place + half)) <= Math.Abs(box.Top - (_y.Place - half)) ? box.Bottom - half : box.Top + half;
}
