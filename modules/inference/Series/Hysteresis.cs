namespace EdgeAgent.Inference.Series;

/// <summary>Turns scores into a state: raised at one threshold, cleared below another, so that a score that trembles does not flicker. Pure; allocates nothing. Not thread-safe.</summary>
/// <param name="raise">A score of this or more raises, above 0 to 1.</param>
/// <param name="clear">A score below this clears, 0 to <paramref name="raise"/>.</param>
public sealed class Hysteresis(float raise, float clear)
{
    /// <summary>Whether it is raised.</summary>
    public bool IsRaised { get; private set; }

    /// <summary>Takes a score; answers whether it is raised now. A score that is no number changes nothing.</summary>
    /// <param name="score">0 to 1.</param>
    public bool Step(float score)
    {
        IsRaised = float.IsNaN(score) ? IsRaised : score >= (IsRaised ? clear : raise);
        return IsRaised;
    }

    /// <summary>Begins anew, or goes on where another left off.</summary>
    public void Reset(bool isRaised = false) => IsRaised = isRaised;
}
