using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Finds frames in a stream; the wake-up bytes before a frame belong to it.</summary>
public sealed class Dlt645Scanner : SummedScanner
{
    /// <inheritdoc/>
    protected override FrameVerdict JudgeAwake(ReadOnlySpan<byte> rest, out int length) => Dlt645Frame.Judge(rest, out length);

    /// <inheritdoc/>
    protected override bool IsDamagedReply(ReadOnlySpan<byte> rest) => Dlt645Frame.IsDamagedReply(rest);
}
