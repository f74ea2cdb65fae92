using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Crash.Load;

/// <summary>
/// A gateway's life in small: minutes of windows, events with bulk, alarms, consumers that come, acknowledge, stop and go, a reader; all at once, all written down.
/// </summary>
internal sealed class BufferLoad(ISummaryBuffer buffer, Marks marks, int seed)
{
    public const int Subjects = 6;
    private const int RoutineLane = 0;
    private const int EventLane = 1;
    private const int AlarmLane = 2;
    private const int MostFailures = 1_000;

    private long _number = (long)seed << 32;
    private volatile bool _isOver;

    /// <summary>Called after every tenth minute, for a host that marks its disk.</summary>
    public Action? OnTenMinutes { get; init; }

    /// <summary>Runs until so many minutes of windows are stored.</summary>
    public async Task RunAsync(int minutes)
    {
        Task[] others = [Task.Run(EventsAsync), Task.Run(AlarmsAsync), Task.Run(ConsumersAsync), Task.Run(ReadAsync)];
        await RoutineAsync(minutes);
        _isOver = true;
        await Task.WhenAll(others);
    }

    private async Task RoutineAsync(int minutes)
    {
        var first = LaneState.Read(buffer, RoutineLane);
        for (var minute = first; minute < first + minutes; minute++)
        {
            var tokens = Enumerable.Range(0, Subjects).Select(s => Token.Window(s, minute)).ToList();
            if (minute % 5 == 4)
            {
                tokens.Add(Token.Event(SummaryClass.Routine, Next()));
            }

            await AppendAsync(RoutineLane, minute + 1, [.. tokens], 0);
            if (minute % 10 == 9)
            {
                OnTenMinutes?.Invoke();
            }
        }
    }

    private async Task EventsAsync()
    {
        var random = new Random(seed + EventLane);
        for (var number = LaneState.Read(buffer, EventLane) + 1; !_isOver; number++)
        {
            var tokens = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Token.Event(random.Next(3) == 0 ? SummaryClass.Event : SummaryClass.Bulk, Next()));
            await AppendAsync(EventLane, number, [.. tokens], random.Next(5) == 0 ? random.Next(9_000) : random.Next(400));
            await Task.Delay(random.Next(4));
        }
    }

    private async Task AlarmsAsync()
    {
        var random = new Random(seed + AlarmLane);
        for (var number = LaneState.Read(buffer, AlarmLane) + 1; !_isOver; number++)
        {
            await AppendAsync(AlarmLane, number, [Token.Event(SummaryClass.Alarm, Next())], random.Next(100));
            await Task.Delay(random.Next(12));
        }
    }

    private async Task AppendAsync(int lane, int number, Token[] tokens, int padding)
    {
        marks.Write($"ask {lane} {number} {string.Join(' ', tokens)}");
        for (var failures = 0; ; failures++)
        {
            var result = await buffer.AppendAsync([.. tokens.Select(t => t.ToSummary(padding))], [LaneState.Put(lane, number)], CancellationToken.None);
            if (result.Stored)
            {
                marks.Write($"ok {lane} {number} {string.Join(' ', result.Seqs)}");
                return;
            }

            if (failures == MostFailures)
            {
                throw new IOException($"lane {lane} cannot store: {result.Fault}");
            }

            await Task.Delay(5);
        }
    }

    private async Task ConsumersAsync()
    {
        var random = new Random(seed + 100);
        while (!_isOver)
        {
            var name = (string[])["district", "alarms", "guest"] is var names ? names[random.Next(names.Length)] : "";
            await (buffer.GetConsumer(name) switch
            {
                null => PutAsync(name, name == "alarms" ? ClassSet.Alarm | ClassSet.Event : (ClassSet)random.Next(1, 16)),
                _ when random.Next(12) == 0 => DropAsync(name),
                var known => AckAsync(known, random),
            });
            await Task.Delay(random.Next(3));
        }
    }

    private Task PutAsync(string name, ClassSet classes) => ChangeAsync($"put {name} {(int)classes}", async () =>
        $"{name} {ConsumerTable.TextOf((await buffer.PutConsumerAsync(name, classes, CancellationToken.None)).Acknowledged)}");

    private Task DropAsync(string name) => ChangeAsync($"drop {name}", async () =>
    {
        await buffer.RemoveConsumerAsync(name, CancellationToken.None);
        return "";
    });

    // One class at a time, some way forward: the others keep their backlog, and the budget presses on it.
    private Task AckAsync(ConsumerState known, Random random)
    {
        var summaryClass = (SummaryClass)random.Next(SummaryClasses.Count);
        var at = known.Acknowledged[summaryClass];
        var to = known.Acknowledged.With(summaryClass, at + (ulong)random.NextInt64((long)(buffer.Heads[summaryClass] - at) / 2 + 1));
        return ChangeAsync($"ack {known.Name} {ConsumerTable.TextOf(to)}", async () =>
            $"{known.Name} {ConsumerTable.TextOf((await buffer.AckAsync(known.Name, buffer.Epoch, to, CancellationToken.None))!.Consumer.Acknowledged)}");
    }

    // A change that was denied is asked again, as the same one.
    private async Task ChangeAsync(string change, Func<Task<string>> work)
    {
        marks.Write($"change {change}");
        for (var failures = 0; ; failures++)
        {
            try
            {
                marks.Write($"changed {await work()}");
                return;
            }
            catch (IOException) when (failures < MostFailures)
            {
                await Task.Delay(5);
            }
        }
    }

    private async Task ReadAsync()
    {
        var at = default(Positions);
        var page = new List<StoredSummary>();
        while (!_isOver)
        {
            foreach (var summaryClass in SummaryClasses.All)
            {
                buffer.Read(buffer.Epoch, summaryClass, at[summaryClass], 100, 1 << 20, page);
                foreach (var record in page)
                {
                    if (record.Summary.Data is JsonData)
                    {
                        marks.Write($"seen {Token.Event(summaryClass, TestSummaries.ContentOf(record.Summary))} {record.Seq}");
                    }

                    at = at.With(summaryClass, record.Seq);
                }
            }

            await Task.Delay(3);
        }
    }

    private long Next() => Interlocked.Increment(ref _number);
}
