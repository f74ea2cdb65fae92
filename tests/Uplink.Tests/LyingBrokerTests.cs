using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>
/// The stage against a broker that acknowledges out of order, twice, never and what was never sent, refuses, drops connections and comes back; a seed decides.
/// On virtual time, so that hours pass in milliseconds.
/// </summary>
public sealed class LyingBrokerTests
{
    private const int Each = 3_000;
    private const int Steps = 400_000;
    private const int StepMs = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Nothing_is_released_early_and_everything_arrives(int seed)
    {
        var world = new World(seed);
        var steps = 0;
        for (; steps < Steps && !world.IsDone; steps++)
        {
            world.Turn();
        }

        Assert.True(world.IsDone, $"after {steps} steps: {world.Stage.Acknowledged}, {world.Stage.Phase}, {world.Stage.Fault}");
        Assert.True(world.Drops > 5 && world.Refusals > 5 && world.Lies > 5, $"{world.Drops} drops, {world.Refusals} refusals, {world.Lies} lies");
    }

    [Fact]
    public void One_seed_takes_one_course()
    {
        var (one, two) = (new World(7), new World(7));
        for (var i = 0; i < 20_000; i++)
        {
            one.Turn();
            two.Turn();
            Assert.Equal((one.Stage.Phase, one.Stage.InFlight, one.Stage.Acknowledged), (two.Stage.Phase, two.Stage.InFlight, two.Stage.Acknowledged));
        }
    }

    /// <summary>Host and broker in one.</summary>
    private sealed class World(int seed)
    {
        private static readonly SummaryClass[] Classes = [SummaryClass.Alarm, SummaryClass.Event, SummaryClass.Routine];
        private readonly Random _random = new(seed);
        private readonly List<StoredSummary>[] _kept =
            [.. Classes.Select(c => FakeGatewayView.Summaries(c, Each).Select((s, i) => new StoredSummary((ulong)i + 1, (ulong)i + 1, s)).ToList())];

        private readonly HashSet<(SummaryClass, ulong)> _custody = [];
        private readonly List<(int Id, StoredSummary Summary)> _atBroker = [];
        private readonly ulong[] _lastSent = new ulong[3];
        private long _nowMs = 1_000_000;
        private int _nextId = 1;
        private bool _isDeaf;

        public MqttUplinkStage Stage { get; } = MqttStageTests.NewStage(2, seed);

        public int Drops { get; private set; }

        public int Refusals { get; private set; }

        public int Lies { get; private set; }

        public bool IsDone => Classes.All(c => Stage.Acknowledged[c] == Each);

        public void Turn()
        {
            _nowMs += StepMs;
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

            foreach (var c in Classes)
            {
                for (var seq = Stage.Acknowledged[c]; seq > 0 && seq + 20 > Stage.Acknowledged[c]; seq--)
                {
                    Assert.Contains((c, seq), _custody);
                }
            }
        }

        private void Do(ClientEvent input)
        {
            if (Stage.Step(input, MqttStageTests.At(_nowMs)) == MqttAction.Close)
            {
                _atBroker.Clear();
                Array.Clear(_lastSent);
                Drops++;
            }
        }

        private void Answer() => Do(_random.Next(10) switch
        {
            0 => new ClientEvent(ClientEventKind.Failed, 0, 7),
            1 => new ClientEvent(ClientEventKind.Connected, 0, 0x88),
            < 5 => default,
            _ => new ClientEvent(ClientEventKind.Connected, 0, 0),
        });

        private void Send()
        {
            foreach (var c in Classes)
            {
                if (Stage.Wants(c) is { } after)
                {
                    Stage.Offer(c, _kept[(int)c][(int)after..Math.Min((int)after + 50, Each)]);
                }
            }

            while (_random.Next(4) > 0 && Stage.TryNext(MqttStageTests.At(_nowMs), out var next))
            {
                var c = (int)next.Summary.Class;
                Assert.True(next.Seq == _lastSent[c] + 1 || next.Seq == Stage.Acknowledged[next.Summary.Class] + 1, "out of order");
                _lastSent[c] = next.Seq;
                _atBroker.Add((_nextId, next));
                Stage.Sent(_nextId++, next, MqttStageTests.At(_nowMs));
                Assert.InRange(Stage.InFlight, 1, 20);
            }
        }

        private void Misbehave()
        {
            // Now and then it goes deaf until the watchdog ends the connection.
            _isDeaf = _atBroker.Count > 0 && (_isDeaf || _random.Next(400) == 0);
            switch (_random.Next(100))
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
        }

        private void AcknowledgeSome()
        {
            for (var i = 0; !_isDeaf && _atBroker.Count > 0 && i < 3; i++)
            {
                var at = _random.Next(_atBroker.Count);
                var (id, summary) = _atBroker[at];
                _atBroker.RemoveAt(at);
                var isRefused = _random.Next(60) == 0;
                Refusals += isRefused ? 1 : 0;
                if (!isRefused)
                {
                    _custody.Add((summary.Summary.Class, summary.Seq));
                }

                for (var times = _random.Next(10) == 0 ? 2 : 1; times > 0; times--)
                {
                    Do(new ClientEvent(ClientEventKind.Acknowledged, id, isRefused ? 0x10 : 0));
                }
            }
        }
    }
}
