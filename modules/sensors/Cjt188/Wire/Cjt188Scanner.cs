using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Finds frames in a stream; the wake-up bytes before a frame belong to it.</summary>
public sealed class Cjt188Scanner : SummedScanner
{
    /// <inheritdoc/>
    protected override FrameVerdict JudgeAwake(ReadOnlySpan<byte> rest, out int length) => Cjt188Frame.Judge(rest, out length);

    /// <inheritdoc/>
    protected override bool IsDamagedReply(ReadOnlySpan<byte> rest) => Cjt188Frame.IsDamagedReply(rest);
}
