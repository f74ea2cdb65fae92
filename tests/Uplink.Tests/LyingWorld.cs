using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Host, store, broker and application in one, and the rules that must hold at each step.</summary>
internal sealed class LyingWorld
{
    private const int Each = 2_500;
    private const int StepMs = 50;
    private static readonly SummaryClass[] Classes = [SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Routine];
    private static readonly Summary[][] Made = [.. Classes.Select(c => FakeGatewayView.Summaries(c, Each))];

    private readonly Random _random;
    private readonly LaneOptions _options;
    private readonly int _seed;
    private readonly ulong[] _heads = new ulong[SummaryClasses.Count];
    private readonly HashSet<(SummaryClass, ulong)> _custody = [];
    private readonly List<(int Id, List<StoredSummary> Summaries)> _atBroker = [];
    private readonly HashSet<(SummaryClass, ulong)> _sentNow = [];
    private readonly ulong[] _lastOld = new ulong[SummaryClasses.Count];
    private readonly List<StoredSummary> _next = [];
    private ulong[] _headsThen = new ulong[SummaryClasses.Count];
    private ConsumerState _consumer = new("mqtt", ClassSet.All, default, 1, 1);
    private byte[] _intervals = [];
    private Positions _application;
    private Positions _checked;
    private string _epoch = "0000000000001";
    private long _redeliveries;
    private long _nowMs = 1_000_000;
    private int _nextId = 1;
    private int _steps;
    private bool _isDeaf;

    public LyingWorld(int seed, bool isApplication, int batch)
    {
        _random = new Random(seed);
        _seed = seed;
        _options = new LaneOptions { Boot = 1, Batch = batch, BacklogRate = 2_000, NeedsRelease = isApplication, RedeliverMs = 20_000 };
        Begin();
    }

    public MqttLanes Lanes { get; private set; } = null!;

    public MqttUplinkStage Stage { get; private set; } = null!;

    public int Drops { get; private set; }

    public int Refusals { get; private set; }

    public int Lies { get; private set; }

    public int Restarts { get; private set; }

    public int Epochs { get; private set; } = 1;

    public bool IsDone => Epochs > 1 && Classes.All(c => Stage.Released[c] == Each);

    public string Left => $"{Drops} drops, {Refusals} refusals, {Lies} lies, {Restarts} restarts, {Epochs} epochs, heads {Heads}";

    private Positions Heads => new(_heads[0], _heads[1], _heads[2], _heads[3]);

    public void Turn()
    {
        _nowMs += StepMs;
        _steps++;
        Grow();
        Stage.See(Heads);
        Do(default);
        if (Stage.Phase == MqttPhase.Connecting)
        {
            Answer();
        }
        else if (Stage.Phase == MqttPhase.Connected)
        {
            Send();
            Misbehave();
        }

        Check();
        Keep();
        Fail();
    }

    // A first part waits from the start; the rest comes while the world turns.
    private void Grow()
    {
        foreach (var c in Classes)
        {
            _heads[(int)c] = Math.Min(Each, Math.Max(_heads[(int)c], 1_000) + (_random.Next(20) == 0 ? 1UL : 0));
        }
    }

    private void Begin()
    {
        var sets = ReleasedState.Read(_intervals, _epoch, _consumer);
        Lanes = new MqttLanes(_options, sets);
        Stage = new MqttUplinkStage(Lanes, 2, 30_000, new Random(_seed));
        _atBroker.Clear();
        _redeliveries = 0;
    }

    private void Do(ClientEvent input)
    {
        switch (Stage.Step(input, MqttStageTests.At(_nowMs)))
        {
            case MqttAction.Close:
                _atBroker.Clear();
                Drops++;
                break;
            case MqttAction.Greet:
                Forget();
                break;
        }

        if (Stage.Redeliveries != _redeliveries)
        {
            _redeliveries = Stage.Redeliveries;
            Forget();
        }
    }

    // From here on something may be sent that was sent before.
    private void Forget()
    {
        _sentNow.Clear();
        Array.Clear(_lastOld);
        _headsThen = [.. _heads];
    }

    private void Answer() => Do(_random.Next(10) switch
    {
        0 => new ClientEvent(ClientEventKind.Failed, 0, 7),
        1 => new ClientEvent(ClientEventKind.Connected, 0, 0x88),
        < 5 => default,
        _ => new ClientEvent(ClientEventKind.Connected, _random.Next(3) * 10, 0),
    });

    private void Send()
    {
        foreach (var c in Classes)
        {
            foreach (var lane in (Lane[])[Lane.Live, Lane.Backlog])
            {
                if (Stage.Wants(c, lane) is { } after)
                {
                    var last = (int)Math.Min(after + 50, _heads[(int)c]);
                    Stage.Offer(c, lane, [.. Enumerable.Range((int)after, last - (int)after).Select(i => new StoredSummary((ulong)i + 1, (ulong)i + 1, Made[(int)c][i]))]);
                }
            }
        }

        while (_random.Next(4) > 0 && Stage.TryNext(MqttStageTests.At(_nowMs), _next))
        {
            var count = _random.Next(_next.Count) + 1;
            foreach (var record in _next.Take(count))
            {
                CheckSent(record);
            }

            _atBroker.Add((_nextId, [.. _next.Take(count)]));
            Stage.Sent(_nextId++, count, MqttStageTests.At(_nowMs));
            Assert.InRange(Stage.InFlight, 1, 20);
        }
    }

    private void CheckSent(in StoredSummary record)
    {
        var c = record.Summary.Class;
        Assert.False(Lanes.ReleasedOf(c).Contains(record.Seq), $"{c} {record.Seq} was sent though it is released");
        Assert.True(_sentNow.Add((c, record.Seq)) || Stage.Held != ClassSet.None || Refusals > 0, $"{c} {record.Seq} was sent twice");
        if (record.Seq <= _headsThen[(int)c] && Refusals == 0 && _redeliveries == 0)
        {
            Assert.True(record.Seq > _lastOld[(int)c], $"{c} {record.Seq} came after {_lastOld[(int)c]}");
            _lastOld[(int)c] = record.Seq;
        }
    }

    private void Misbehave()
    {
        // Now and then it goes deaf until the watchdog ends the connection.
        _isDeaf = _atBroker.Count > 0 && (_isDeaf || _random.Next(400) == 0);
        switch (_random.Next(150))
        {
            case 0:
                Do(new ClientEvent(ClientEventKind.Disconnected, 0, 0));
                break;
            case 1 or 2:
                Lies++;
                Do(new ClientEvent(ClientEventKind.Acknowledged, _nextId + _random.Next(1_000), 0));
                break;
            default:
                AcknowledgeSome();
                break;
        }

        if (_options.NeedsRelease && _random.Next(10) == 0 && _steps % 2_000 > 600)
        {
            Confirm();
        }
    }

    private void AcknowledgeSome()
    {
        for (var i = 0; !_isDeaf && _atBroker.Count > 0 && i < 3; i++)
        {
            var at = _random.Next(_atBroker.Count);
            var (id, summaries) = _atBroker[at];
            _atBroker.RemoveAt(at);

            // The first stretch is without refusals, so that the order of what is sent can be judged.
            var isRefused = _steps > 3_000 && _random.Next(60) == 0;
            Refusals += isRefused ? 1 : 0;
            foreach (var summary in isRefused ? [] : summaries)
            {
                _custody.Add((summary.Summary.Class, summary.Seq));
            }

            for (var times = _random.Next(10) == 0 ? 2 : 1; times > 0; times--)
            {
                Do(new ClientEvent(ClientEventKind.Acknowledged, id, isRefused ? 0x10 : 0));
            }
        }
    }

    // The application says up to where it has everything, sometimes something old, sometimes more than it can know.
    private void Confirm()
    {
        foreach (var c in Classes)
        {
            var seq = _application[c];
            while (_custody.Contains((c, seq + 1)))
            {
                seq++;
            }

            _application = _application.With(c, seq);
        }

        Stage.Release(_random.Next(5) == 0 ? Heads : _application, MqttStageTests.At(_nowMs));
    }

    private void Check()
    {
        var released = Stage.Released;
        foreach (var c in Classes)
        {
            for (var seq = _checked[c] + 1; seq <= released[c]; seq++)
            {
                // What an application claims to have is its own affair, as long as it was sent.
                Assert.True(_options.NeedsRelease || _custody.Contains((c, seq)), $"{c} {seq} is released early");
            }

            Assert.True(released[c] >= _checked[c] && released[c] <= _heads[(int)c]);
            foreach (var interval in _steps % 100 == 0 ? Lanes.ReleasedOf(c).Above : [])
            {
                Assert.Contains((c, interval.First), _custody);
                Assert.Contains((c, interval.Last), _custody);
            }
        }

        _checked = released;
    }

    // What is durable lags behind.
    private void Keep()
    {
        if (_random.Next(5) == 0)
        {
            _consumer = _consumer with { Acknowledged = Stage.Released };
            _intervals = ReleasedState.Write(_epoch, _consumer.CreatedMs, Lanes);
        }
    }

    private void Fail()
    {
        if (_random.Next(2_000) == 0)
        {
            Restarts++;
            Begin();
            _checked = Stage.Released;
        }
        else if (Epochs == 1 && (Restarts > 4 && Drops > 6 && Lies > 6) && _random.Next(200) == 0)
        {
            Epochs++;
            _epoch = "0000000000002";
            _consumer = _consumer with { Acknowledged = default, CreatedMs = 2 };
            Array.Clear(_heads);
            _custody.Clear();
            _application = default;
            Begin();
            _checked = default;
        }
    }
}
