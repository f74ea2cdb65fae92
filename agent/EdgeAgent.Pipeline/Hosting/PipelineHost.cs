using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Hosting;

/// <summary>
/// The thread that drives a <see cref="DataPath"/>: takes readings from the queue, steps the stages, hands summaries to the store's lanes.
/// Alarms and events have a lane of their own, so that they never wait behind a routine group commit.
/// </summary>
public sealed class PipelineHost : IDisposable
{
    private const int MaxWaitMs = 1_000;
    private const int AskMs = 5_000;

    private readonly DataPath _path;
    private readonly ReadingQueue _queue;
    private readonly PointMemory _memory;
    private readonly IEdgeClock _clock;
    private readonly StoreLane _urgent;
    private readonly StoreLane _routine;
    private readonly Action<Exception> _tellError;
    private readonly StageOutput _output = new();
    private readonly ConcurrentQueue<Action<Now>> _asked = new();
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _lastStepNs;

    /// <summary>Makes the host; <see cref="Start"/> starts its thread.</summary>
    public PipelineHost(DataPath path, ReadingQueue queue, PointMemory memory, IEdgeClock clock, StoreLane urgent, StoreLane routine, Action<Exception> tellError)
    {
        _path = path;
        _queue = queue;
        _memory = memory;
        _clock = clock;
        _urgent = urgent;
        _routine = routine;
        _tellError = tellError;
        _thread = new Thread(Run, 256 * 1024) { Name = "pipeline", IsBackground = true };
    }

    /// <summary>When the thread last went round, CLOCK_BOOTTIME ns: a watchdog looks at this.</summary>
    public long LastStepNs => Volatile.Read(ref _lastStepNs);

    /// <summary>Takes up stored state and starts.</summary>
    public void Start(byte[]? eventState, byte[]? clockState)
    {
        var now = _clock.Read();
        Volatile.Write(ref _lastStepNs, now.MonoNs);
        _path.RestoreClock(clockState);
        _path.Step(now, _output);
        if (eventState is not null)
        {
            _path.Restore(eventState, now, _output);
        }

        Store();
        _thread.Start();
    }

    /// <summary>
    /// Asks something of the data path, on its thread and between two steps. Any thread. Throws <see cref="TimeoutException"/> when the path does not answer within 5 s, as when it has stopped.
    /// </summary>
    public async Task<TAnswer> AskAsync<TAnswer>(Func<DataPath, Now, StageOutput, TAnswer> ask, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(now => Answer(ask, now, answer));
        _queue.Wake();
        return await answer.Task.WaitAsync(TimeSpan.FromMilliseconds(AskMs), cancel).ConfigureAwait(false);
    }

    /// <summary>Takes what is in the queue, cuts the open windows, and ends the thread; at most 2 s.</summary>
    public void Stop()
    {
        _stopping = true;
        _queue.Wake();
        _thread.Join(2_000);
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    [SuppressMessage("Design", "CA1031", Justification = "The stage's loop: an error in one step must not stop all others.")]
    private void Run()
    {
        while (true)
        {
            try
            {
                var stopping = _stopping;
                StepOnce(stopping);
                if (stopping)
                {
                    return;
                }
            }
            catch (Exception e)
            {
                _output.Clear();
                _tellError(e);
            }
        }
    }

    private void StepOnce(bool stopping)
    {
        _queue.Take(stopping ? 0 : WaitMs(), out var readings, out var changes, out var windows);
        var now = _clock.Read();
        Volatile.Write(ref _lastStepNs, now.MonoNs);
        _memory.Take(readings);
        foreach (ref readonly var reading in readings)
        {
            _path.Step(reading, now, _output);
        }

        foreach (ref readonly var change in changes)
        {
            _path.Step(change, now, _output);
        }

        foreach (ref readonly var window in windows)
        {
            _path.Step(window, now, _output);
        }

        for (var i = _asked.Count; i > 0 && _asked.TryDequeue(out var asked); i--)
        {
            asked(now);
        }

        _path.Step(now, _output);
        if (stopping)
        {
            _path.Cut(now, _output);
        }

        Store();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever asked gets the error; the data path goes on.")]
    private void Answer<TAnswer>(Func<DataPath, Now, StageOutput, TAnswer> ask, in Now now, TaskCompletionSource<TAnswer> answer)
    {
        try
        {
            answer.SetResult(ask(_path, now, _output));
        }
        catch (Exception e)
        {
            answer.SetException(e);
        }
    }

    private int WaitMs()
    {
        var waitNs = _path.NextDeadlineNs - _clock.Read().MonoNs;
        return (int)Math.Clamp((waitNs / 1_000_000) + 1, 1, MaxWaitMs);
    }

    private void Store()
    {
        if (_output.Summaries.Count == 0 && !_output.ClockStateChanged)
        {
            return;
        }

        var urgent = _output.Summaries.FindAll(static s => s.Class < SummaryClass.Routine);
        if (urgent.Count > 0 || _output.ClockStateChanged)
        {
            _urgent.Add(new StoreBatch(urgent, State()));
        }

        if (urgent.Count < _output.Summaries.Count)
        {
            _routine.Add(new StoreBatch(_output.Summaries.FindAll(static s => s.Class >= SummaryClass.Routine), []));
        }

        _output.Clear();
    }

    private List<StatePut> State()
    {
        var state = new List<StatePut>(2);
        if (_output.EventStateChanged)
        {
            state.Add(new StatePut(DataPath.EventStateKey, _path.EventState()));
        }

        if (_output.ClockStateChanged)
        {
            state.Add(new StatePut(DataPath.ClockStateKey, _path.ClockState()));
        }

        return state;
    }
}
