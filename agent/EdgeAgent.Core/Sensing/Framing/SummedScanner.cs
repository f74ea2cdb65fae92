namespace EdgeAgent.Core.Sensing.Framing;

/// <summary>Finds <see cref="SummedFrame"/>s in a stream; the wake-up bytes before a frame belong to it.</summary>
public abstract class SummedScanner() : FrameScanner(Capacity)
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
    protected sealed override FrameVerdict Judge(ReadOnlySpan<byte> rest, out int length)
    {
        var wake = 0;
        while (wake < rest.Length && wake < MaxWake && rest[wake] == SummedFrame.Wake)
        {
            wake++;
        }

        if (wake == rest.Length)
        {
            length = 1;
            return FrameVerdict.Later;
        }

        var verdict = JudgeAwake(rest[wake..], out length);
        SawDamaged |= verdict == FrameVerdict.No && IsDamagedReply(rest[wake..]);
        length = verdict == FrameVerdict.Frame ? wake + length : Math.Max(1, wake);
        return verdict;
    }

    /// <summary>Judges the place behind the wake-up bytes; see <see cref="FrameScanner.Judge"/>.</summary>
    protected abstract FrameVerdict JudgeAwake(ReadOnlySpan<byte> rest, out int length);

    /// <summary>True when <paramref name="rest"/> begins with what was a reply before it was damaged: whole by its length and its end, the sum wrong.</summary>
    protected abstract bool IsDamagedReply(ReadOnlySpan<byte> rest);
}
