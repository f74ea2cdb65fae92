using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>
/// A gateway, its disk, its broker and its pulling readers on virtual time, with everything that can go wrong, all from one seed: no thread decides, no clock is read, so that a seed
/// gives the same run to the byte. After each fault the promise of the buffer and the uplinks is checked.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    private const int OpenRetryMs = 2_000;
    private int _starts;
    private string _epoch = "";

    public SimWorld(int seed)
    {
        Random = new Random(seed);
        Clock = new SimClock();
        Schedule = new SimSchedule(Clock);
        Trace = new SimTrace();
        Sensors = new SimSensors(Random);
        Store = new SimStore(Clock, Random);
        Broker = new SimBroker(Schedule, Random, new FarSide(SimUplink.Consumer, Trace));
        District = new SimPuller("district", ClassSet.All, this);
        Watch = new SimPuller("watch", ClassSet.Alarm | ClassSet.Event, this);
        Faults = new SimFaults(this);
    }

    public Random Random { get; }

    public SimClock Clock { get; }

    public SimSchedule Schedule { get; }

    public SimTrace Trace { get; }

    public SimSensors Sensors { get; }

    public SimStore Store { get; }

    public SimBroker Broker { get; }

    public SimPuller District { get; }

    public SimPuller Watch { get; }

    public SimFaults Faults { get; }

    /// <summary>The running program; null while there is none.</summary>
    public SimGateway? Gateway { get; private set; }

    public long Confirmations { get; private set; }

    public int Checks { get; private set; }

    /// <summary>Lives for so long with faults, then ten hours without any, and checks that everybody has everything.</summary>
    public void Run(TimeSpan time)
    {
        Open();
        District.Visit();
        Watch.Visit();
        Faults.Begin();
        RunUntil((long)time.TotalMilliseconds);
        Faults.End();
        RunUntil((long)time.TotalMilliseconds + (10 * 3_600_000));
        Check();
        CheckAllHasCome();
    }

    /// <summary>The program ends: killed, or with the power.</summary>
    public void Stop(bool withPower, long forMs)
    {
        if (withPower)
        {
            Store.Power.Cut();
        }
        else
        {
            Store.Power.Disks.ForEach(static d => d.Keep());
        }

        Ended(withPower, forMs);
    }

    /// <summary>Stores that were lost so far.</summary>
    public int Lost { get; private set; }

    public void Confirmed(string epoch, ulong seq, Summary summary)
    {
        Lost += epoch != _epoch && _epoch.Length > 0 ? 1 : 0;
        _epoch = epoch;
        Confirmations++;
        foreach (var far in (FarSide[])[Broker.Far, District.Far])
        {
            far.Expect(epoch, summary.Class, seq, summary);
        }

        if (Watch.Classes.Holds(summary.Class))
        {
            Watch.Far.Expect(epoch, summary.Class, seq, summary);
        }
    }

    /// <summary>What must hold at any moment.</summary>
    public void Check()
    {
        if (Gateway is not { } gateway)
        {
            return;
        }

        Checks++;
        var buffer = gateway.Buffer;
        var status = buffer.Status();
        foreach (var summaryClass in SummaryClasses.All)
        {
            var (head, floor) = (buffer.Heads[summaryClass], buffer.Heads[summaryClass] - status.Stored[summaryClass]);
            var records = BufferReading.All(buffer, summaryClass);
            var first = records.Count == 0 ? head + 1 : records[0].FirstSeq;
            if (first > floor + 1 || !BufferReading.CoversExactly(records, first, head))
            {
                throw new InvalidOperationException($"{summaryClass} does not tile {floor + 1}..{head}");
            }

            CheckReleased(buffer, summaryClass, floor);
        }
    }

    public void Dispose()
    {
        Gateway?.Buffer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Store.Dispose();
        Trace.Dispose();
    }

    // Released implies received by all who want it.
    private void CheckReleased(ISummaryBuffer buffer, SummaryClass summaryClass, ulong floor)
    {
        foreach (var consumer in buffer.Consumers().Where(c => c.Classes.Holds(summaryClass)))
        {
            var far = consumer.Name == SimUplink.Consumer ? Broker.Far : consumer.Name == District.Name ? District.Far : Watch.Far;
            var covered = far.CoveredOf(buffer.Epoch, summaryClass);
            if (covered < floor || consumer.Acknowledged[summaryClass] > buffer.Heads[summaryClass] || consumer.Acknowledged[summaryClass] > covered)
            {
                throw new InvalidOperationException($"{summaryClass} is released up to {floor} and {consumer.Name} at {consumer.Acknowledged[summaryClass]}, but has {covered}");
            }
        }
    }

    private void CheckAllHasCome()
    {
        var buffer = Gateway!.Buffer;
        foreach (var (far, classes) in ((FarSide, ClassSet)[])[(Broker.Far, ClassSet.All), (District.Far, ClassSet.All), (Watch.Far, Watch.Classes)])
        {
            foreach (var summaryClass in SummaryClasses.All.Where(c => classes.Holds(c)))
            {
                // What was made in the last moments may be under way.
                var covered = far.CoveredOf(buffer.Epoch, summaryClass);
                if (covered + 20 < buffer.Heads[summaryClass])
                {
                    throw new InvalidOperationException($"{summaryClass}: only {covered} of {buffer.Heads[summaryClass]} has come ten hours after the last fault");
                }
            }

            far.Finish(buffer.Epoch);
        }
    }

    private void RunUntil(long endMs)
    {
        while (true)
        {
            try
            {
                if (!Schedule.Next(endMs))
                {
                    return;
                }
            }
            catch (SimPowerCut)
            {
                Ended(withPower: true, Random.Next(1_000, 3_600_000));
            }
        }
    }

    private void Ended(bool withPower, long forMs)
    {
        Trace.Add($"{Schedule.NowMs} ends {withPower}");
        var ended = Gateway;
        Gateway = null;
        Broker.Close();
        ended?.Buffer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Schedule.In(forMs, () =>
        {
            if (Gateway is null)
            {
                Store.Power.Start();
                if (withPower)
                {
                    Clock.Reboot(Random.Next(60_000, 86_400_000));
                    Schedule.In(Random.Next(10_000, 1_800_000), Clock.Synchronise);
                }

                Open();
            }
        });
    }

    private void Open()
    {
        if (Store.Open() is not { } buffer)
        {
            Schedule.In(OpenRetryMs, () =>
            {
                if (Gateway is null && !Store.Power.IsOff)
                {
                    Open();
                }
            });
            return;
        }

        Gateway = new SimGateway(this, buffer, ++_starts);
        Trace.Add($"{Schedule.NowMs} starts {Trace.OrdinalOf(Gateway.Buffer.Epoch)}");
        Gateway.Start();
        Check();
    }
}
