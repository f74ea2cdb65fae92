using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Support;

/// <summary>A line on virtual time for a search: what is sent is answered by a function, what comes unasked is laid down beforehand.</summary>
public sealed class ProbeLine
{
    private const int MaxSteps = 2_000_000;
    private const long AnswerNs = 30_000_000;

    private readonly PriorityQueue<byte[], long> _coming = new();
    private readonly BusOutput _output = new(4_096);

    /// <summary>Answers a request with bytes; empty for silence.</summary>
    public Func<byte[], byte[]> Answer { get; set; } = _ => [];

    /// <summary>True when the adapter returns what is sent.</summary>
    public bool Echo { get; set; }

    /// <summary>Everything that was sent, in order.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>Time that has passed, ns.</summary>
    public long NowNs { get; private set; }

    /// <summary>Lets bytes come by themselves.</summary>
    public void Later(ReadOnlySpan<byte> bytes, long atMs) => _coming.Enqueue(bytes.ToArray(), atMs * 1_000_000);

    /// <summary>Lets bytes come by themselves, one by one.</summary>
    public void LaterByteByByte(ReadOnlySpan<byte> bytes, long atMs)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            _coming.Enqueue([bytes[i]], (atMs * 1_000_000) + (i * 1_000_000L));
        }
    }

    /// <summary>Runs a search to its end.</summary>
    public void Run(ScanDriver driver)
    {
        Step(driver, BusInput.Opened, []);
        for (var i = 0; i < MaxSteps && !driver.IsDone; i++)
        {
            if (_coming.TryPeek(out _, out var atNs) && atNs <= _output.DeadlineNs)
            {
                NowNs = Math.Max(NowNs, atNs);
                Step(driver, BusInput.Bytes, _coming.Dequeue());
            }
            else if (_output.DeadlineNs == BusOutput.Never)
            {
                throw new InvalidOperationException("the search waits for ever");
            }
            else
            {
                NowNs = Math.Max(NowNs, _output.DeadlineNs);
                Step(driver, BusInput.Deadline, []);
            }
        }

        if (!driver.IsDone)
        {
            throw new InvalidOperationException("the search does not end");
        }
    }

    private void Step(ScanDriver driver, BusInput input, byte[] bytes)
    {
        _output.Clear();
        driver.Step(input, bytes, new Now(NowNs, 0, ClockQuality.Unsynced), _output);
        if (_output.Send.IsEmpty)
        {
            return;
        }

        var request = _output.Send.ToArray();
        Sent.Add(request);
        if (Echo)
        {
            _coming.Enqueue(request, NowNs + 1_000_000);
        }

        if (Answer(request) is { Length: > 0 } answer)
        {
            _coming.Enqueue(answer, NowNs + AnswerNs);
        }
    }
}
