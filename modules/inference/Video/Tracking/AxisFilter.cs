namespace EdgeAgent.Inference.Video.Tracking;

/// <summary>Kalman filter of a place and its speed on one axis, pixels and seconds.</summary>
internal struct AxisFilter
{
    private float _placeVariance;
    private float _covariance;
    private float _speedVariance;

    /// <summary>Pixels.</summary>
    public float Place { get; private set; }

    /// <summary>Pixels a second.</summary>
    public float Speed { get; private set; }

    /// <summary>A filter that begins at a place, standing still as far as it knows.</summary>
    /// <param name="place">Pixels.</param>
    /// <param name="deviation">How far off the place may be, pixels.</param>
    /// <param name="speedDeviation">How fast it may move, pixels a second.</param>
    public static AxisFilter Of(float place, float deviation, float speedDeviation) =>
        new() { Place = place, _placeVariance = deviation * deviation, _speedVariance = speedDeviation * speedDeviation };

    /// <summary>Goes on.</summary>
    /// <param name="seconds">By how much.</param>
    /// <param name="acceleration">How much the speed may change, pixels a second in a second.</param>
    public void Predict(float seconds, float acceleration)
    {
        var (t, q) = (seconds, acceleration * acceleration);
        Place += Speed * t;
        _placeVariance += (2 * t * _covariance) + (t * t * _speedVariance) + (q * t * t * t * t / 4);
        _covariance += (t * _speedVariance) + (q * t * t * t / 2);
        _speedVariance += q * t * t;
    }

    /// <summary>Takes a place that was seen.</summary>
    /// <param name="place">Pixels.</param>
    /// <param name="deviation">How far off it may be, pixels.</param>
    public void Correct(float place, float deviation)
    {
        var sum = _placeVariance + (deviation * deviation);
        var (ofPlace, ofSpeed) = (_placeVariance / sum, _covariance / sum);
        var off = place - Place;
        Place += ofPlace * off;
        Speed += ofSpeed * off;
        _speedVariance -= ofSpeed * _covariance;
        _covariance -= ofPlace * _covariance;
        _placeVariance -= ofPlace * _placeVariance;
    }
}
