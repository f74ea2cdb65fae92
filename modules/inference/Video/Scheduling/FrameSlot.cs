using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Scheduling;

/// <summary>
/// The bounded arrow from a camera to the model: at most one picture waits, a newer one takes its place and the old one is dropped and counted. Three pictures change places, so nothing is
/// copied or allocated. One writer; readers take turns by <see cref="FrameTurns"/>, whose lock guards it.
/// </summary>
public sealed class FrameSlot
{
    private YuvFrame? _back;
    private YuvFrame? _waiting;
    private YuvFrame? _front;

    internal FrameSlot(int index) => Index = index;

    /// <summary>Number of the camera.</summary>
    public int Index { get; }

    /// <summary>Pictures that were not looked at because a newer one, or a new size, came.</summary>
    public long Dropped { get; private set; }

    /// <summary>Pictures that were taken to be looked at.</summary>
    public long Taken { get; private set; }

    /// <summary>The picture that the writer fills.</summary>
    public YuvFrame Back => _back ?? throw new InvalidOperationException("no size yet");

    internal bool IsWaiting { get; private set; }

    internal bool IsBusy { get; private set; }

    internal void Resize(Func<YuvFrame> make)
    {
        (_back, _waiting, _front) = (make(), make(), make());
        Dropped += IsWaiting ? 1 : 0;
        IsWaiting = false;
    }

    internal void Offer()
    {
        (_back, _waiting) = (_waiting, _back);
        Dropped += IsWaiting ? 1 : 0;
        IsWaiting = true;
    }

    internal YuvFrame Take()
    {
        (_front, _waiting) = (_waiting, _front);
        (IsWaiting, IsBusy) = (false, true);
        Taken++;
        return _front!;
    }

    internal void Release() => IsBusy = false;
}
