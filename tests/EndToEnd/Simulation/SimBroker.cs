using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>A broker and the network to it, with every bad habit. What it has taken is in <see cref="Far"/>.</summary>
internal sealed class SimBroker(SimSchedule schedule, Random random, FarSide far)
{
    private const int NotAuthorised = 0x87;
    private const int NoSubscribers = 0x10;
    private const int QuotaExceeded = 0x97;
    private const int ServerBusy = 0x89;
    private const int ConnectionLost = 7;

    private int _connection;
    private Action<ClientEvent>? _tell;

    public FarSide Far => far;

    public SimBrokerHabit Habit { get; private set; }

    /// <summary>Changes how it behaves; one that goes down cuts its connection.</summary>
    public void Change(SimBrokerHabit habit)
    {
        Habit = habit;
        if (habit is SimBrokerHabit.Down or SimBrokerHabit.Flapping)
        {
            Drop();
        }
    }

    public void Connect(Action<ClientEvent> tell)
    {
        var connection = ++_connection;
        _tell = tell;
        switch (Habit)
        {
            case SimBrokerHabit.Partitioned:
                return;
            case SimBrokerHabit.Down:
                Later(connection, 50, new ClientEvent(ClientEventKind.Failed, 0, 14));
                break;
            case SimBrokerHabit.Refusing when random.Next(2) == 0:
                Later(connection, 50, new ClientEvent(ClientEventKind.Connected, 0, ServerBusy));
                break;
            default:
                Later(connection, random.Next(20, 400), new ClientEvent(ClientEventKind.Connected, random.Next(3) == 0 ? random.Next(1, 30) : 0, 0));
                break;
        }
    }

    public void Close()
    {
        _connection++;
        _tell = null;
    }

    public void Publish(string epoch, StoredSummary[] message, int id, Action<ClientEvent> tell)
    {
        var connection = _connection;
        switch (Habit)
        {
            case SimBrokerHabit.Good:
                Take(connection, epoch, message, id, random.Next(20, 300), tell);
                break;
            case SimBrokerHabit.Slow:
                Take(connection, epoch, message, id, random.Next(2_000, 25_000), tell);
                break;
            case SimBrokerHabit.Silent:
                Keep(epoch, message);
                break;
            case SimBrokerHabit.WrongIds:
                // It takes nothing and says that it took another.
                Later(connection, 100, new ClientEvent(ClientEventKind.Acknowledged, id + 100_000 + random.Next(50), 0), tell);
                break;
            case SimBrokerHabit.Refusing when random.Next(3) > 0:
                var code = random.Next(3) switch { 0 => NotAuthorised, 1 => NoSubscribers, _ => QuotaExceeded };
                Later(connection, 100, new ClientEvent(ClientEventKind.Acknowledged, id, code), tell);
                break;
            case SimBrokerHabit.Refusing:
                Take(connection, epoch, message, id, 100, tell);
                break;
            case SimBrokerHabit.Flapping:
                Flap(connection, epoch, message, id, tell);
                break;
        }
    }

    // Killed between PUBLISH and PUBACK, before or after it took the message.
    private void Flap(int connection, string epoch, StoredSummary[] message, int id, Action<ClientEvent> tell)
    {
        switch (random.Next(8))
        {
            case 0:
                Keep(epoch, message);
                Drop();
                break;
            case 1:
                Drop();
                break;
            default:
                Take(connection, epoch, message, id, random.Next(1, 2_000), tell);
                break;
        }
    }

    private void Take(int connection, string epoch, StoredSummary[] message, int id, int afterMs, Action<ClientEvent> tell)
    {
        Keep(epoch, message);
        Later(connection, afterMs, new ClientEvent(ClientEventKind.Acknowledged, id, 0), tell);
    }

    private void Keep(string epoch, StoredSummary[] message)
    {
        foreach (var summary in message)
        {
            far.Take(epoch, summary);
        }
    }

    private void Drop()
    {
        _connection++;
        _tell?.Invoke(new ClientEvent(ClientEventKind.Disconnected, 0, ConnectionLost));
        _tell = null;
    }

    private void Later(int connection, int ms, ClientEvent input, Action<ClientEvent>? tell = null) => schedule.In(ms, () =>
    {
        if (connection == _connection && Habit != SimBrokerHabit.Partitioned)
        {
            (tell ?? _tell)?.Invoke(input);
        }
    });
}

/// <summary>How a broker behaves.</summary>
internal enum SimBrokerHabit
{
    /// <summary>It takes and acknowledges.</summary>
    Good,

    /// <summary>Acknowledgements take up to 25 s and come out of order.</summary>
    Slow,

    /// <summary>Takes everything and acknowledges nothing.</summary>
    Silent,

    /// <summary>Acknowledges what was never sent.</summary>
    WrongIds,

    /// <summary>Refuses connections and messages by reason code.</summary>
    Refusing,

    /// <summary>Dies and comes back, with and without what it was sent.</summary>
    Flapping,

    /// <summary>Nothing listens.</summary>
    Down,

    /// <summary>The network swallows all packets.</summary>
    Partitioned,
}
