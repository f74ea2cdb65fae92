using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>Finds frames in a stream; see <see cref="FrameScanner"/>.</summary>
/// <param name="allowSwapped">True when some station swaps the bytes of its check sum.</param>
public sealed class Hj212Scanner(bool allowSwapped) : FrameScanner(Hj212Frame.MaxFrame * 2)
{
    private bool _isSwapped;

    /// <summary>True when the frame found last has its check sum's bytes swapped.</summary>
    public bool IsSwapped => _isSwapped;

    /// <summary>How often something that looked like a frame had a wrong check sum; a place may count more than once while an earlier one is still open.</summary>
    public long BadFrames { get; private set; }

    /// <summary>The segment of a frame that was found.</summary>
    public static ReadOnlySpan<byte> SegmentOf(ReadOnlySpan<byte> frame) => frame[Hj212Frame.Header..^Hj212Frame.CrcDigits];

    /// <inheritdoc/>
    protected override FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
    {
        var verdict = Hj212Frame.Judge(rest, allowSwapped, out var segment, out _isSwapped);
        length = verdict == FrameVerdict.Frame ? Hj212Frame.Header + segment + Hj212Frame.CrcDigits : 1;
        if (verdict == FrameVerdict.No && segment > 0 && rest.Length >= Hj212Frame.Header + segment + Hj212Frame.CrcDigits)
        {
            BadFrames++;
        }

        return verdict;
    }
}
