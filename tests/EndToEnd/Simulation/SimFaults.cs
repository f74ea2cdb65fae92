namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>What goes wrong in a <see cref="SimWorld"/>, a few times a day, each for a while.</summary>
internal sealed class SimFaults(SimWorld world)
{
    private const int MinuteMs = 60_000;
    private const int HourMs = 60 * MinuteMs;
    private bool _areOver;

    /// <summary>How often each has happened.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    private Random Random => world.Random;

    public void Begin() => world.Schedule.In(Random.Next(5 * MinuteMs, 6 * HourMs), Next);

    /// <summary>Everything works from now on.</summary>
    public void End()
    {
        _areOver = true;
        world.Store.Power.Disk = SimDiskState.Good;
        world.Store.Power.CutIn(int.MaxValue);
        world.Broker.Change(SimBrokerHabit.Good);
        world.Clock.Synchronise();
        foreach (var puller in (SimPuller[])[world.District, world.Watch])
        {
            (puller.IsAway, puller.IsCareful) = (false, true);
        }
    }

    private void Next()
    {
        if (_areOver)
        {
            return;
        }

        var name = Happen();
        Counts[name] = Counts.GetValueOrDefault(name) + 1;
        world.Trace.Add($"{world.Schedule.NowMs} {name}");
        world.Check();
        world.Schedule.In(Random.Next(MinuteMs, 4 * HourMs), Next);
    }

    private string Happen()
    {
        switch (Random.Next(100))
        {
            case < 12:
                world.Stop(withPower: false, Random.Next(500, 20_000));
                return "kill";
            case < 24:
                world.Store.Power.CutIn(Random.Next(1, 60));
                return "power cut in a write";
            case < 30:
                world.Stop(withPower: true, Random.Next(1_000, 8 * HourMs));
                return "power cut";
            case < 46:
                return Disk((SimDiskState)Random.Next(1, 5));
            case < 54:
                return world.Gateway is not null && world.Store.Kind.Engine!.Rot() ? "rot" : "no rot";
            case < 76:
                return Broker((SimBrokerHabit)Random.Next(1, 8));
            case < 86:
                return Away(Random.Next(2) == 0 ? world.District : world.Watch);
            case < 94:
                return Jump();
            default:
                return DropConsumer();
        }
    }

    private string Disk(SimDiskState state)
    {
        world.Store.Power.Disk = state;
        world.Schedule.In(Random.Next(5_000, 5 * HourMs), () => world.Store.Power.Disk = SimDiskState.Good);
        return $"disk {state}";
    }

    private string Broker(SimBrokerHabit habit)
    {
        world.Broker.Change(habit);
        world.Schedule.In(Random.Next(10_000, Random.Next(4) == 0 ? 30 * HourMs : 3 * HourMs), () =>
        {
            if (!_areOver && world.Broker.Habit == habit)
            {
                world.Broker.Change(SimBrokerHabit.Good);
            }
        });
        return $"broker {habit}";
    }

    private string Away(SimPuller puller)
    {
        puller.IsAway = true;
        world.Schedule.In(Random.Next(HourMs, 60 * HourMs), () => puller.IsAway = false);
        return $"{puller.Name} away";
    }

    private string Jump()
    {
        world.Clock.Jump(Random.Next(2) == 0 ? HourMs : -HourMs);
        world.Schedule.In(Random.Next(MinuteMs, 4 * HourMs), world.Clock.Synchronise);
        return "clock jump";
    }

    // The watch alone may be let go: what it has not got by then is lost to it, and nothing to anybody else.
    private string DropConsumer()
    {
        if (world.Gateway is not { } gateway)
        {
            return "no consumer dropped";
        }

        try
        {
            gateway.Wait(gateway.Buffer.RemoveConsumerAsync(world.Watch.Name, CancellationToken.None));
        }
        catch (IOException)
        {
            return "no consumer dropped";
        }

        return "consumer dropped";
    }
}
