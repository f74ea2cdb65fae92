using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Crash.Load;

namespace EdgeAgent.Tests.Crash.Faults;

/// <summary>One life of the script with failing calls: each step is tried until it works; the disk mends itself at the latest when a step was denied several times.</summary>
/// <param name="folder">The data path; removed at the end.</param>
/// <param name="where">For messages.</param>
internal sealed class FaultRun(string folder, string where)
{
    private const int Minutes = 60;
    private const int Subjects = 8;
    private const int MostTries = 8;
    private const int TriesBeforeMending = 3;

    private readonly Ledger _ledger = new();
    private readonly Random _random = new(1);
    private ISummaryBuffer? _buffer;
    private long _number;
    private int _events;
    private long _callsBeforeMending;

    public string Folder => folder;

    public int Denials { get; private set; }

    public bool WasReached(int call) => Math.Max(_callsBeforeMending, FaultSwitch.Calls) >= call;

    public async Task LiveAsync()
    {
        _buffer = await FaultChild.OpenAsync(folder, where, Mend);
        _ledger.Take(Ledger.OpenMark(_buffer));
        await PutAsync("district", ClassSet.All);
        await PutAsync("alarms", ClassSet.Alarm | ClassSet.Event);
        for (var minute = 0; minute < Minutes; minute++)
        {
            await AppendAsync(0, minute + 1, [.. Enumerable.Range(0, Subjects).Select(s => Token.Window(s, minute))], 0);
            if (minute % 3 == 1)
            {
                await AppendAsync(1, ++_events, [Token.Event(SummaryClass.Bulk, ++_number), Token.Event(SummaryClass.Event, ++_number), Token.Event(SummaryClass.Bulk, ++_number)], 700);
                await AppendAsync(2, _events, [Token.Event(SummaryClass.Alarm, ++_number)], 40);
            }

            if (minute % 12 == 11 && minute > 30)
            {
                await AckAsync("district", SummaryClass.Routine);
                await AckAsync("alarms", SummaryClass.Alarm);
                await AckAsync("district", SummaryClass.Alarm);
            }

            if (minute == Minutes / 2)
            {
                await ChangeAsync("drop alarms", async b =>
                {
                    await b.RemoveConsumerAsync("alarms", CancellationToken.None);
                    return "";
                });
                await PutAsync("alarms", ClassSet.Alarm);
            }
        }
    }

    /// <summary>Checks the running store, closes it, opens it again, checks and goes on.</summary>
    public async Task<LedgerFigures> CheckAsync()
    {
        Mend();
        var figures = LedgerCheck.Run(_buffer!, _ledger, where);
        await _buffer!.DisposeAsync();
        await using (var again = await FaultChild.OpenAsync(folder, where, static () => { }))
        {
            figures.Add(LedgerCheck.Run(again, _ledger, $"{where}, opened again"));
            await LedgerCheck.GoOnAsync(again, where);
        }

        Directory.Delete(folder, recursive: true);
        return figures;
    }

    private Task PutAsync(string name, ClassSet classes) => ChangeAsync($"put {name} {(int)classes}", async b =>
        $"{name} {ConsumerTable.TextOf((await b.PutConsumerAsync(name, classes, CancellationToken.None)).Acknowledged)}");

    private Task AckAsync(string name, SummaryClass summaryClass)
    {
        var known = _buffer!.GetConsumer(name)!;
        var at = known.Acknowledged[summaryClass];
        var to = known.Acknowledged.With(summaryClass, at + (ulong)_random.NextInt64((long)(_buffer.Heads[summaryClass] - at) + 1));
        return ChangeAsync($"ack {name} {ConsumerTable.TextOf(to)}", async b =>
            $"{name} {ConsumerTable.TextOf((await b.AckAsync(name, b.Epoch, to, CancellationToken.None))!.Consumer.Acknowledged)}");
    }

    private async Task ChangeAsync(string change, Func<ISummaryBuffer, Task<string>> work)
    {
        _ledger.Take($"change {change}");
        await UntilAsync(change, async () =>
        {
            try
            {
                _ledger.Take($"changed {await work(_buffer!)}");
                return null;
            }
            catch (IOException e)
            {
                return e.Message;
            }
        });
    }

    private async Task AppendAsync(int lane, int number, Token[] tokens, int padding)
    {
        _ledger.Take($"ask {lane} {number} {string.Join(' ', tokens)}");
        await UntilAsync($"batch {number} of lane {lane}", async () =>
        {
            var heads = _buffer!.Heads;
            var result = await _buffer.AppendAsync([.. tokens.Select(t => t.ToSummary(padding))], [LaneState.Put(lane, number)], CancellationToken.None);
            if (!result.Stored)
            {
                Assert.True(_buffer.Heads == heads, $"{where}: a denied batch moved the heads");
                Assert.True(!string.IsNullOrEmpty(result.Fault), $"{where}: a batch is denied without a reason");
                return result.Fault;
            }

            _ledger.Take($"ok {lane} {number} {string.Join(' ', result.Seqs)}");
            return null;
        });
    }

    // Null means that it worked.
    private async Task UntilAsync(string what, Func<Task<string?>> work)
    {
        string? fault = null;
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (tries == TriesBeforeMending)
            {
                Mend();
            }

            fault = await work();
            if (fault is null)
            {
                return;
            }

            Denials++;
        }

        Assert.Fail($"{where}: {what} cannot be stored although the disk works again: {fault}");
    }

    private void Mend()
    {
        _callsBeforeMending = Math.Max(_callsBeforeMending, FaultSwitch.Calls);
        FaultSwitch.Off();
    }
}
