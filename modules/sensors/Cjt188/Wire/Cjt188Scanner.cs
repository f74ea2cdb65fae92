using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Finds frames in a stream; the wake-up bytes before a frame belong to it.</summary>
public sealed class Cjt188Scanner() : FrameScanner(Capacity)
{
    private const int Capacity = 1_024;
    private const int MaxWake = 16;

    /// <summary>True when a damaged reply has passed since <see cref="Reset"/>.</summary>
    public bool SawDamaged { get; private set; }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        SawDamaged = false;
    }

    /// <inheritdoc/>
    protected override FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
    {
        var wake = 0;
        while (wake < rest.Length && wake < MaxWake && rest[wake] == Cjt188Frame.Wake)
        {
            wake++;
        }

        if (wake == rest.Length)
        {
            length = 1;
            return FrameVerdict.Later;
        }

        var verdict = Cjt188Frame.Judge(rest[wake..], out length);
        SawDamaged |= verdict == FrameVerdict.No && Cjt188Frame.IsDamagedReply(rest[wake..]);
        length = verdict == FrameVerdict.Frame ? wake + length : Math.Max(1, wake);
        return verdict;
    }
}
