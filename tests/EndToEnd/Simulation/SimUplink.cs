using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Does what the real uplink's thread does around its decisions: reads from the buffer, sends to the simulated broker, carries what is released back.</summary>
internal sealed class SimUplink(SimGateway gateway, SimWorld world)
{
    public const string Consumer = "mqtt";
    private const int ProgressMs = 30_000;
    private const int SpreadMs = 3_000;
    private const int AckEveryMs = 1_000;
    private const int TickMs = 1_000;
    private const int RetryMs = 3_000;
    private const int ReadBytes = 256 * 1024;

    private readonly LaneOptions _options = new() { Window = 20, Batch = 3, BacklogRate = 50, SpreadMs = SpreadMs, Boot = gateway.Clock.Boot, KeepsApart = true };
    private readonly List<StoredSummary> _records = [];
    private readonly List<StoredSummary> _next = [];
    private readonly IntervalSet _alarmsSent = new();
    private MqttUplinkStage? _stage;
    private MqttLanes? _lanes;
    private ConsumerState? _consumer;
    private string _epoch = "";
    private int _connection;
    private int _nextId;
    private long _told;
    private bool _ackIsPlanned;
    private bool _tickIsPlanned;

    private ISummaryBuffer Buffer => gateway.Buffer;

    /// <summary>One turn: what has happened has been taken; does what is due.</summary>
    public void Turn()
    {
        if (_stage is not null && Buffer.Epoch != _epoch)
        {
            _stage = null;
            _connection++;
        }

        if (_stage is null && !TryPrepare())
        {
            Plan(RetryMs);
            return;
        }

        var heads = Buffer.Heads;
        _stage!.See(heads);
        Do(default);
        KeepApart();
        if (_stage.Phase == MqttPhase.Connected)
        {
            Fill();
            SendAll(heads);
        }

        PlanAck();
        if (_stage.Phase != MqttPhase.Connected || _stage.InFlight > 0 || _stage.Held != ClassSet.None || _stage.Released != heads)
        {
            Plan(_stage.Phase == MqttPhase.Waiting ? Math.Clamp(_stage.DueMs - gateway.Clock.Read().MonoMs, 1, 60_000) : TickMs);
        }
    }

    /// <summary>Something came from the broker.</summary>
    public void Take(int connection, ClientEvent input)
    {
        if (connection == _connection && _stage is not null && Buffer.Epoch == _epoch)
        {
            _stage.See(Buffer.Heads);
            Do(input);
            Turn();
        }
    }

    private bool TryPrepare()
    {
        _epoch = Buffer.Epoch;
        try
        {
            _consumer = gateway.Wait(Buffer.PutConsumerAsync(Consumer, ClassSet.All, CancellationToken.None));
        }
        catch (IOException)
        {
            return false;
        }

        if (Buffer.Epoch != _epoch)
        {
            return false;
        }

        _lanes = new MqttLanes(_options, ReleasedState.Read(Buffer.GetState(ReleasedState.KeyOf(Consumer)) ?? [], _epoch, _consumer), Buffer.Apart(Consumer));
        _stage = new MqttUplinkStage(_lanes, 1, ProgressMs, new Random(world.Random.Next()));
        _told = _lanes.Releases;
        return true;
    }

    private void Do(in ClientEvent input)
    {
        switch (_stage!.Step(input, gateway.Clock.Read()))
        {
            case MqttAction.Open:
                var opened = ++_connection;
                world.Broker.Connect(e => gateway.In(0, () => Take(opened, e)));
                break;
            case MqttAction.Greet:
                _alarmsSent.CopyFrom(_lanes!.ReleasedOf(SummaryClass.Alarm));
                break;
            case MqttAction.Close:
                _connection++;
                world.Broker.Close();
                break;
        }
    }

    private void KeepApart()
    {
        try
        {
            if (_lanes!.NotApart() is { } borders && gateway.Wait(Buffer.KeepApartAsync(Consumer, _epoch, borders, CancellationToken.None)))
            {
                _lanes.KeptApart(borders);
            }
        }
        catch (IOException)
        {
            Plan(RetryMs);
        }
    }

    private void Fill()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            FillLane(summaryClass, Lane.Live);
            FillLane(summaryClass, Lane.Backlog);
        }
    }

    private void FillLane(SummaryClass summaryClass, Lane lane)
    {
        if (_stage!.Wants(summaryClass, lane) is { } after && Buffer.Read(_epoch, summaryClass, after, _options.ReadyLimit, ReadBytes, _records))
        {
            _stage.Offer(summaryClass, lane, _records);
        }
    }

    private void SendAll(in Positions heads)
    {
        while (_stage!.TryNext(gateway.Clock.Read(), _next))
        {
            CheckAlarmsFirst(heads);
            var (id, connection) = (++_nextId, _connection);
            var summaryClass = _next[0].Summary.Class;
            _stage.Sent(id, _next.Count, gateway.Clock.Read());
            world.Broker.Publish(_epoch, [.. _next], id, e => gateway.In(0, () => Take(connection, e)));
            FillLane(summaryClass, Lane.Live);
            FillLane(summaryClass, Lane.Backlog);
        }
    }

    // Nothing else is sent while an alarm waits that may be sent.
    private void CheckAlarmsFirst(in Positions heads)
    {
        if (_stage!.Held.Holds(SummaryClass.Alarm))
        {
            _alarmsSent.CopyFrom(_lanes!.ReleasedOf(SummaryClass.Alarm));
        }

        var released = _lanes!.ReleasedOf(SummaryClass.Alarm);
        _alarmsSent.Add(1, released.Floor);
        foreach (var span in released.Above)
        {
            _alarmsSent.Add(span.First, span.Last);
        }

        if (!_stage.Held.Holds(SummaryClass.Alarm) && _next[0].Summary.Class != SummaryClass.Alarm && _alarmsSent.Floor < heads.Alarm)
        {
            throw new InvalidOperationException($"{_next[0].Summary.Class}/{_next[0].Seq} is sent while alarms up to {heads.Alarm} wait; sent without a hole are those up to {_alarmsSent.Floor}");
        }

        foreach (var alarm in _next.Where(static n => n.Summary.Class == SummaryClass.Alarm))
        {
            _alarmsSent.Add(alarm.FirstSeq, alarm.Seq);
        }
    }

    private void PlanAck()
    {
        if (!_ackIsPlanned && _lanes!.Releases != _told)
        {
            _ackIsPlanned = true;
            gateway.In(AckEveryMs, Acknowledge);
        }
    }

    // Position and intervals, as the real uplink's pump tells them.
    private void Acknowledge()
    {
        _ackIsPlanned = false;
        if (_stage is null || Buffer.Epoch != _epoch)
        {
            return;
        }

        _told = _lanes!.Releases;
        var intervals = ReleasedState.Write(_epoch, _consumer!.CreatedMs, _lanes);
        try
        {
            // One after the other, so that the same seed makes the same transactions.
            var acknowledged = gateway.Wait(Buffer.AckAsync(Consumer, _epoch, _lanes.Released, CancellationToken.None));
            var put = gateway.Wait(Buffer.AppendAsync([], [new StatePut(ReleasedState.KeyOf(Consumer), intervals)], CancellationToken.None).AsTask());
            _told = acknowledged is null || !put.Stored ? -1 : _told;
        }
        catch (IOException)
        {
            _told = -1;
        }

        Turn();
    }

    private void Plan(long ms)
    {
        if (!_tickIsPlanned)
        {
            _tickIsPlanned = true;
            gateway.In(ms, () =>
            {
                _tickIsPlanned = false;
                Turn();
            });
        }
    }
}
