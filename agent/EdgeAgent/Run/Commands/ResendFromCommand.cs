using System.Globalization;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink;

namespace EdgeAgent.Run.Commands;

/// <summary>
/// `resend-from {"uplink": "mqtt", "class": "routine", "seq": 4711}`: a push uplink offers a class again from that number on, as far as it is still stored. No position
/// moves back, and nothing that was released comes back; the reply says how many records there are.
/// </summary>
internal sealed class ResendFromCommand(Func<SiteRuntime> runtime, ISummaryBuffer buffer) : ICommand
{
    private const int MaxName = 63;
    private const int CountLimit = 10_000;
    private const int CountBytes = 4 << 20;

    /// <inheritdoc/>
    public string Name => "resend-from";

    /// <inheritdoc/>
    public Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel)
    {
        const string Classes = "alarm, event, routine or bulk";
        var name = arguments.Text("uplink", MaxName, "an uplink's name");
        var className = arguments.Text("class", 16, Classes);
        var seq = arguments.Number("seq", "the first sequence number to offer again, from 1");
        if (arguments.Fault() is { } fault)
        {
            return Task.FromResult(fault);
        }

        return Task.FromResult(SummaryClasses.TryParse(className, out var summaryClass)
            ? Run(name, summaryClass, seq)
            : new CommandReply(CommandStatus.Bad, $"\"class\" is \"{className}\"; expected {Classes}"));
    }

    private CommandReply Run(string name, SummaryClass summaryClass, ulong seq)
    {
        var uplinks = runtime().PushUplinks;
        if (uplinks.FirstOrDefault(u => u.View().Name == name) is not { } uplink)
        {
            return UplinkNames.Unknown(name, uplinks);
        }

        var store = buffer.Store;
        if (seq > store.Heads[summaryClass])
        {
            return new CommandReply(CommandStatus.Conflict, string.Create(CultureInfo.InvariantCulture, $"\"seq\" is {seq}; the newest of class {SummaryClasses.NameOf(summaryClass)} is {store.Heads[summaryClass]}"));
        }

        if (uplink is not IResends resends)
        {
            return new CommandReply(CommandStatus.Conflict, $"uplink {name} cannot offer anything again");
        }

        var records = new List<StoredSummary>();
        if (!buffer.Read(store.Epoch, summaryClass, seq - 1, CountLimit, CountBytes, records) || records.Count == 0)
        {
            return new CommandReply(CommandStatus.Conflict, $"nothing of class {SummaryClasses.NameOf(summaryClass)} from there on is stored any more");
        }

        return resends.TryResend(store.Epoch, summaryClass, records[0].FirstSeq, out var fault)
            ? new CommandReply(CommandStatus.Done, Told(records, store.Heads[summaryClass], name))
            : new CommandReply(CommandStatus.Conflict, fault);
    }

    private static string Told(List<StoredSummary> records, ulong head, string name)
    {
        var count = records[^1].Seq >= head ? $"{records.Count} records" : $"{records.Count} records and more";
        return string.Create(CultureInfo.InvariantCulture, $"uplink {name} offers numbers {records[0].FirstSeq} to {head} again: {count} are still stored");
    }
}
