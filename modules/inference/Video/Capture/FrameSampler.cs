namespace EdgeAgent.Inference.Video.Capture;

/// <summary>Picks frames of a clip as a camera of another rate would have given them. Not thread-safe.</summary>
/// <param name="sourceRate">Frames a second of the clip.</param>
/// <param name="rate">Frames a second that are wanted; null: all.</param>
public sealed class FrameSampler(double sourceRate, double? rate)
{
    private long _taken;

    /// <summary>True when frame <paramref name="number"/>, counted from 0, is one of them.</summary>
    public bool Takes(long number)
    {
        if (rate is { } wanted && number * wanted < _taken * sourceRate)
        {
            return false;
        }

        _taken++;
        return true;
    }
}
