using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Core.Tests.Sensing;

/// <summary>A protocol of one byte each way: the request is the job's letter, the reply its capital; a dot before it asks for one more request.</summary>
internal sealed class FakeJob(char letter, int point, long intervalMs, int device = 0) : PollJob(device, [point], intervalMs)
{
    private Quality _outcome = Quality.Timeout;

    public override int ReplyLength => 1;

    public override Quality Outcome => _outcome;

    public override bool HasBadFrame => false;

    public override int Strays => 0;

    public override int Begin(Span<byte> frame)
    {
        _outcome = Quality.Timeout;
        frame[0] = (byte)letter;
        return 1;
    }

    public override int Continue(Span<byte> frame)
    {
        frame[0] = (byte)'+';
        return 1;
    }

    public override PollProgress Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b == '.')
            {
                return PollProgress.Next;
            }

            if (b == char.ToUpperInvariant(letter))
            {
                _outcome = Quality.Good;
                return PollProgress.Ended;
            }
        }

        return PollProgress.Waiting;
    }

    public override Quality AtTimeout() => Quality.Timeout;

    public override void Deliver(long nowNs, List<Reading> readings) => readings.Add(new Reading(Points[0], Quality.Good, letter, nowNs));
}
