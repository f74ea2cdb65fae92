using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Sensing;

/// <summary>A line on virtual time under a polling driver.</summary>
internal sealed class FakeLine(params PollSet[] sets)
{
    private readonly PriorityQueue<byte[], long> _coming = new();
    private readonly BusOutput _output = new();
    private readonly PollingDriver _driver = new(sets);

    /// <summary>Answers a request: bytes and their delay in ms; null for none.</summary>
    public Func<char, (string Bytes, long DelayMs)?> Answer { get; set; } = c => (char.ToUpperInvariant(c).ToString(), 10);

    public long NowNs { get; private set; } = 1_000_000_000_000;

    public List<(char Request, int Baud, long AtNs)> Sent { get; } = [];

    public List<Reading> Readings { get; } = [];

    public int Baud { get; private set; } = sets[0].Serial.Baud;

    public void Open() => Step(BusInput.Opened, []);

    public void Run(long forMs)
    {
        var endNs = NowNs + (forMs * 1_000_000);
        while (true)
        {
            var byteNs = _coming.TryPeek(out _, out var atNs) ? atNs : long.MaxValue;
            var nextNs = Math.Min(byteNs, _output.DeadlineNs);
            if (nextNs > endNs)
            {
                NowNs = endNs;
                return;
            }

            NowNs = Math.Max(NowNs, nextNs);
            Step(byteNs == nextNs ? BusInput.Bytes : BusInput.Deadline, byteNs == nextNs ? _coming.Dequeue() : []);
        }
    }

    private void Step(BusInput input, byte[] bytes)
    {
        _output.Clear();
        _driver.Step(input, bytes, new Now(NowNs, NowNs / 1_000_000, ClockQuality.Ntp), _output);
        Readings.AddRange(_output.Readings);
        Baud = _output.Line?.Baud ?? Baud;
        if (_output.Send.Length > 0)
        {
            Sent.Add(((char)_output.Send[0], Baud, NowNs));
            if (Answer((char)_output.Send[0]) is var (reply, delayMs))
            {
                _coming.Enqueue([.. reply.Select(c => (byte)c)], NowNs + (delayMs * 1_000_000));
            }
        }
    }
}
