using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Finds frames of both forms in a stream; see <see cref="FrameScanner"/>.</summary>
public sealed class Sl651Scanner() : FrameScanner(Sl651Layout.MaxFrame * 2)
{
    /// <inheritdoc/>
    protected override FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length) => Sl651Message.Judge(rest, out _, out length);
}
