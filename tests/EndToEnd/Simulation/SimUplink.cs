using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Does what the real uplink's thread does around its decisions: reads from the buffer, sends to the simulated broker, carries acknowledgements back.</summary>
internal sealed class SimUplink(SimGateway gateway, SimWorld world)
{
    public const string Consumer = "mqtt";
    private const int Window = 20;
    private const int ProgressMs = 30_000;
    private const int SpreadMs = 3_000;
    private const int AckEveryMs = 1_000;
    private const int TickMs = 1_000;
    private const int RetryMs = 3_000;

    private readonly List<StoredSummary> _records = [];
    private MqttUplinkStage? _stage;
    private string _epoch = "";
    private int _connection;
    private int _nextId;
    private Positions _told;
    private Positions _sent;
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

        Do(default);
        if (_stage!.Phase == MqttPhase.Connected)
        {
            Fill();
            SendAll();
        }

        PlanAck();
        if (_stage.Phase != MqttPhase.Connected || _stage.InFlight > 0 || _stage.Held != ClassSet.None || Waits())
        {
            Plan(_stage.Phase == MqttPhase.Waiting ? Math.Clamp(_stage.DueMs - gateway.Clock.Read().MonoMs, 1, 60_000) : TickMs);
        }
    }

    /// <summary>Something came from the broker.</summary>
    public void Take(int connection, ClientEvent input)
    {
        if (connection == _connection && _stage is not null && Buffer.Epoch == _epoch)
        {
            Do(input);
            Turn();
        }
    }

    private bool TryPrepare()
    {
        _epoch = Buffer.Epoch;
        try
        {
            var consumer = gateway.Wait(Buffer.PutConsumerAsync(Consumer, ClassSet.All, CancellationToken.None));
            if (Buffer.Epoch != _epoch)
            {
                return false;
            }

            _told = consumer.Acknowledged;
        }
        catch (IOException)
        {
            return false;
        }

        _stage = new MqttUplinkStage(new MqttLanes(_told, Window, SpreadMs, gateway.Clock.Boot), 1, ProgressMs, new Random(world.Random.Next()));
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
                _sent = _stage.Acknowledged;
                break;
            case MqttAction.Close:
                _connection++;
                world.Broker.Close();
                break;
        }
    }

    private void Fill()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_stage!.Wants(summaryClass) is { } after && Buffer.Heads[summaryClass] > after
                && Buffer.Read(_epoch, summaryClass, after, MqttLanes.ReadyLimit, 256 * 1024, _records))
            {
                _stage.Offer(summaryClass, _records);
            }
        }
    }

    private void SendAll()
    {
        while (_stage!.TryNext(gateway.Clock.Read(), out var next))
        {
            CheckAlarmsFirst(next);
            var (id, connection) = (++_nextId, _connection);
            _stage.Sent(id, next, gateway.Clock.Read());
            world.Broker.Publish(_epoch, next, id, e => gateway.In(0, () => Take(connection, e)));
        }
    }

    // Nothing else is sent while an alarm waits that may be sent.
    private void CheckAlarmsFirst(in StoredSummary next)
    {
        if (next.Summary.Class == SummaryClass.Alarm)
        {
            _sent = _sent with { Alarm = next.Seq };
        }
        else if (!_stage!.Held.Holds(SummaryClass.Alarm) && Buffer.Heads.Alarm > _sent.Alarm)
        {
            throw new InvalidOperationException($"{next.Summary.Class}/{next.Seq} is sent while alarm {Buffer.Heads.Alarm} waits and {_sent.Alarm} was the last one sent");
        }

        if (_stage!.Held.Holds(SummaryClass.Alarm))
        {
            _sent = _sent with { Alarm = _stage.Acknowledged.Alarm };
        }
    }

    private void PlanAck()
    {
        if (!_ackIsPlanned && _stage!.Acknowledged != _told)
        {
            _ackIsPlanned = true;
            gateway.In(AckEveryMs, Acknowledge);
        }
    }

    private void Acknowledge()
    {
        _ackIsPlanned = false;
        if (_stage is null || Buffer.Epoch != _epoch)
        {
            return;
        }

        var reached = _stage.Acknowledged;
        try
        {
            var result = gateway.Wait(Buffer.AckAsync(Consumer, _epoch, reached, CancellationToken.None));
            if (result is null)
            {
                _stage = null;
                _connection++;
            }

            _told = reached;
        }
        catch (IOException)
        {
            _told = default;
        }

        Turn();
    }

    private bool Waits() => SummaryClasses.All.Any(c => Buffer.Heads[c] > _stage!.Acknowledged[c]);

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
