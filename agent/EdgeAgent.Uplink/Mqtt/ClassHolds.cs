using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Classes that wait because a broker did not take a message of theirs: alarms are tried again at the back-off's first step for ever, the others ever more rarely. Pure.</summary>
internal sealed class ClassHolds(Random random)
{
    private const int CapMs = 60_000;
    private readonly long[] _untilMs = new long[SummaryClasses.Count];
    private readonly Backoff[] _waits =
        [.. SummaryClasses.All.Select(c => new Backoff(MqttUplinkStage.FirstHoldMs, c == SummaryClass.Alarm ? MqttUplinkStage.FirstHoldMs : CapMs, random))];

    /// <summary>Those that wait.</summary>
    public ClassSet Held { get; private set; }

    /// <summary>A class waits from now on, if it does not already.</summary>
    public void Hold(SummaryClass summaryClass, long nowMs)
    {
        if (!Held.Holds(summaryClass))
        {
            Held |= ClassSets.Of(summaryClass);
            _untilMs[(int)summaryClass] = nowMs + _waits[(int)summaryClass].NextMs();
        }
    }

    /// <summary>A message of the class was taken: its next wait is the first again.</summary>
    public void Forgive(SummaryClass summaryClass) => _waits[(int)summaryClass].Reset();

    /// <summary>True when a class has waited long enough.</summary>
    public bool IsOver(SummaryClass summaryClass, long nowMs) => Held.Holds(summaryClass) && nowMs >= _untilMs[(int)summaryClass];

    /// <summary>A class waits no longer.</summary>
    public void Release(SummaryClass summaryClass) => Held &= ~ClassSets.Of(summaryClass);

    /// <summary>None waits.</summary>
    public void Clear() => Held = ClassSet.None;
}
