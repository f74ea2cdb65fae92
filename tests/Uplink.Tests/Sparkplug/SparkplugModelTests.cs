using System.Globalization;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Sparkplug;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>
/// Random lives of the stage on made-up time, with a server that loses connections, swallows answers and refuses, a host application that comes and goes, devices that are lost,
/// a clock that is set, and other consumers that release. What the specification and the promise say holds after each step; in the end everything has arrived.
/// </summary>
public sealed class SparkplugModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Random_lives_keep_every_promise()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        for (var life = 0; life < 40; life++)
        {
            new Life(seed + life).Run(2_000);
        }
    }

    [Fact]
    public void The_same_seed_repeats_the_same_life_to_the_byte()
    {
        var first = new Life(4711);
        var second = new Life(4711);
        first.Run(2_000);
        second.Run(2_000);
        Assert.Equal(first.Hash, second.Hash);
        Assert.NotEqual(first.Hash, HashOf(4712));
    }

    private static int HashOf(int seed)
    {
        var life = new Life(seed);
        life.Run(2_000);
        return life.Hash;
    }

    private sealed class Life(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly StageRig _rig = new(primaryHost: true, servers: 2, backlogPerS: 2_000);
        private readonly HashSet<double> _arrived = [];
        private readonly List<double?> _flying = [];
        private readonly List<double> _made = [];
        private readonly bool[] _born = new bool[2];
        private bool _isOpen;
        private bool _isNodeBorn;
        private int _questions;
        private ulong _nextSeq;
        private ulong? _bdSeq;
        private long _hostMs = 1;
        private ulong _released;

        public int Hash { get; private set; }

        public void Run(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                Act(_random.Next(100));
                Send();
            }

            Settle();
            var missing = _made.Except(_arrived).Count();
            Assert.True(missing <= _rig.Stage.NotSent, $"seed {Seed}: {missing} are missing, {_rig.Stage.NotSent} were told");
            Assert.True(_released > 0 || missing == 0, $"seed {Seed}");
        }

        private string Seed => seed.ToString(CultureInfo.InvariantCulture);

        private void Act(int dice)
        {
            switch (dice)
            {
                case < 30:
                    Do(() => _rig.Wait(_random.Next(2_000)));
                    break;
                case < 50:
                    Answer();
                    break;
                case < 75:
                    Make();
                    break;
                case < 80:
                    Do(() => _rig.State(isOnline: dice < 79, dice < 79 ? _hostMs : ++_hostMs));
                    break;
                case < 83:
                    Lose();
                    break;
                case < 86:
                    Do(() => _rig.Step(SparkplugInputKind.Rebirth));
                    break;
                case < 94:
                    Device(_random.Next(2));
                    break;
                case < 96:
                    _rig.SetClock(_random.Next(-3_600_000, 3_600_000));
                    break;
                case < 97:
                    _released = Math.Max(_released, (ulong)_random.NextInt64((long)_rig.Heads.Routine + 1));
                    _rig.Release(SummaryClass.Routine, _released);
                    break;
            }
        }

        // The answer that the server owes, if any.
        private void Answer()
        {
            if (_rig.Stage.Phase == SparkplugPhase.Connecting)
            {
                Do(() => _rig.Step(SparkplugInputKind.Connected, _random.Next(10) == 0 ? 3 : 0));
            }
            else if (_questions > 0)
            {
                // What was sent before the question has arrived by now.
                _questions--;
                Arrive(_flying.IndexOf(null) + 1);
                Do(() => _rig.Step(SparkplugInputKind.Subscribed, 1));
            }
        }

        private void Make()
        {
            for (var i = _random.Next(20); i >= 0; i--)
            {
                _made.Add(_made.Count + 0.5);
                _rig.Append(SparkplugSite.Window(_random.Next(4) == 0 ? SparkplugSite.Starts : SparkplugSite.Level, _made[^1], _rig.NowMs - _random.Next(3_000)));
            }

            if (_random.Next(4) == 0)
            {
                _rig.Append(SparkplugSite.Event("door/open", SummaryClass.Alarm, "raised", _rig.NowMs));
            }
        }

        private void Lose()
        {
            Do(() => _rig.Step(SparkplugInputKind.Lost));
        }

        private void Device(int device)
        {
            var isLost = _random.Next(2) == 0;
            _rig.Live.Lose(device, isLost);
            Do(() => _rig.Step(isLost ? SparkplugInputKind.DeviceLost : SparkplugInputKind.DeviceBack, device: device));
        }

        private void Do(Action act)
        {
            var before = _rig.Stage.Confirmed;
            act();
            _rig.Out.ToList().ForEach(Check);
            foreach (var summaryClass in SummaryClasses.All)
            {
                Assert.True(_rig.Stage.Confirmed[summaryClass] >= before[summaryClass], $"seed {Seed}: a position went back");
                Assert.True(_rig.Stage.Confirmed[summaryClass] <= _rig.Heads[summaryClass], $"seed {Seed}: a position beyond the head");
            }
        }

        private void Send()
        {
            for (var i = _random.Next(10); i > 0 && _rig.Next() is { } next; i--)
            {
                Check(next);
            }
        }

        private void Check(SparkplugOutput next)
        {
            Hash = unchecked((Hash * 31) + string.GetHashCode(next.Topic, StringComparison.Ordinal).GetHashCode());
            switch (next.Kind)
            {
                case SparkplugOutputKind.Open:
                    Assert.False(_isOpen, $"seed {Seed}: two connections");
                    var bdSeq = next.Payload!.Metrics[0].Value.AsUInt64;
                    Assert.True(_bdSeq is null ? bdSeq == 0 : bdSeq == (_bdSeq + 1) % 256, $"seed {Seed}: bdSeq");
                    (_isOpen, _bdSeq, _questions) = (true, bdSeq, 0);
                    break;
                case SparkplugOutputKind.Subscribe:
                    Assert.True(_isOpen);
                    _questions++;
                    _flying.Add(null);
                    break;
                case SparkplugOutputKind.Publish:
                    Publish(next);
                    break;
                default:
                    // Some of what was under way arrives, the rest never does.
                    Assert.True(_isOpen);
                    Arrive(_random.Next(_flying.Count + 1));
                    _flying.Clear();
                    (_isOpen, _isNodeBorn, _questions) = (false, false, 0);
                    Array.Clear(_born);
                    break;
            }
        }

        private void Publish(SparkplugOutput next)
        {
            var parts = next.Topic.Split('/');
            var device = parts.Length == 5 ? parts[4] == "pump" ? 0 : 1 : -1;
            _nextSeq = parts[2] == "NBIRTH" ? 0 : _nextSeq;
            Assert.True(_isOpen && next.Payload!.Seq == _nextSeq, $"seed {Seed}: number");
            Assert.True(_isNodeBorn || parts[2] == "NBIRTH", $"seed {Seed}: {parts[2]} before the node's birth");
            _nextSeq = (_nextSeq + 1) % 256;
            switch (parts[2])
            {
                case "NBIRTH":
                    _isNodeBorn = true;
                    Array.Clear(_born);
                    Assert.Equal(_bdSeq, next.Payload!.Metrics.Single(m => m.Name == "bdSeq").Value.AsUInt64);
                    break;
                case "DBIRTH":
                    _born[device] = true;
                    break;
                case "DDEATH":
                    Assert.True(_born[device], $"seed {Seed}: death of one that is not born");
                    _born[device] = false;
                    break;
                default:
                    Assert.True(device < 0 || _born[device], $"seed {Seed}: data of a dead device");
                    Assert.Single(next.Payload!.Metrics.Select(m => m.IsHistorical).Distinct());
                    Take(next);
                    break;
            }
        }

        private void Arrive(int count)
        {
            _arrived.UnionWith(_flying.Take(count).OfType<double>());
            _flying.RemoveRange(0, count);
        }

        private void Take(SparkplugOutput next)
        {
            foreach (var metric in next.Payload!.Metrics)
            {
                if (metric.Value.Kind == EdgeAgent.Uplink.Sparkplug.Payload.SparkplugValueKind.Double)
                {
                    _flying.Add(metric.Value.AsDouble);
                }
                else if (metric.Value.Text is { } text && text.Contains("edge.window.v1", StringComparison.Ordinal))
                {
                    using var json = System.Text.Json.JsonDocument.Parse(text);
                    _flying.Add(json.RootElement.GetProperty("data").GetProperty("last").GetDouble());
                }
            }
        }

        // Faults end: the host application stays, the server answers, and time passes.
        private void Settle()
        {
            for (var i = 0; i < 2_000; i++)
            {
                Do(() => _rig.Wait(500));
                Answer();
                Do(() => _rig.State(isOnline: true, ++_hostMs));
                while (_rig.Next() is { } next)
                {
                    Check(next);
                }

                if (_rig.Stage.Phase == SparkplugPhase.Online && _rig.Stage.Confirmed == _rig.Heads)
                {
                    return;
                }
            }

            Assert.Fail($"seed {Seed}: {_rig.Stage.Phase}, {_rig.Stage.Confirmed} of {_rig.Heads}");
        }
    }
}
