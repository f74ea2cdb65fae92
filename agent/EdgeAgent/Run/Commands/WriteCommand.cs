using System.Globalization;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Run.Commands;

/// <summary>
/// `write {"point": "valve/state", "value": "open"}`: writes a point that the site file lets be written, a number in its unit or the name of a state, and reads it back. Done means
/// that the value read back is the one written.
/// </summary>
internal sealed class WriteCommand(Func<SiteRuntime> runtime, TimeProvider time) : ICommand
{
    private const int LimitMs = 30_000;
    private const int MaxName = 128;

    /// <inheritdoc/>
    public string Name => "write";

    /// <inheritdoc/>
    public async Task<CommandReply> RunAsync(CommandArguments arguments, CancellationToken cancel)
    {
        var name = arguments.Text("point", MaxName, "the name of a writable point");
        var given = arguments.NumberOrText("value", 64, "a number in the point's unit, or the name of one of its states");
        if (arguments.Fault() is { } fault)
        {
            return fault;
        }

        var running = runtime();
        var table = running.Site.Table;
        var index = table.IndexOf(name);
        if (index < 0)
        {
            return new CommandReply(CommandStatus.Unknown, $"no point is called \"{name}\"{NearestWord.Hint(name, table.Points.Select(p => p.Name))}");
        }

        var point = table.Points[index];
        if (!point.Writable)
        {
            return new CommandReply(CommandStatus.Conflict, $"the site file does not let {name} be written; it needs \"writable\": true");
        }

        if (!TryValue(point, given, out var value, out var wrong))
        {
            return new CommandReply(CommandStatus.Bad, wrong);
        }

        return await WriteAsync(running, new PointWrite(index, value), name, cancel).ConfigureAwait(false);
    }

    private async Task<CommandReply> WriteAsync(SiteRuntime running, PointWrite write, string name, CancellationToken cancel)
    {
        if (!running.TryWrite(write))
        {
            return new CommandReply(CommandStatus.Busy, $"too many writes wait before {name}; again in a moment");
        }

        WriteOutcome outcome;
        try
        {
            outcome = await write.Done.WaitAsync(TimeSpan.FromMilliseconds(LimitMs), time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new CommandReply(CommandStatus.Conflict, $"{name}: nothing was heard of the write within {DurationText.Format(LimitMs)}; it may still be done");
        }

        return outcome.Confirmed
            ? new CommandReply(CommandStatus.Done, string.Create(CultureInfo.InvariantCulture, $"{name} is {outcome.ReadBack}, read back"))
            : new CommandReply(CommandStatus.Conflict, $"{name} is not confirmed: {outcome.Fault}");
    }

    private static bool TryValue(PointDescriptor point, (double? Number, string Text) given, out double value, out string fault)
    {
        value = given.Number ?? double.NaN;
        fault = "";
        if (given.Number is null)
        {
            foreach (var (state, name) in point.States ?? new Dictionary<int, string>())
            {
                value = name == given.Text ? state : value;
            }
        }

        var states = point.States is null ? "" : string.Join(", ", point.States.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} ({s.Value})")));
        if (double.IsNaN(value) || (point.States is not null && !point.States.ContainsKey((int)Math.Clamp(value, int.MinValue, int.MaxValue))))
        {
            fault = $"{point.Name} has no such value; expected {(states.Length > 0 ? "one of " + states : "a number" + (point.Unit.Length > 0 ? $" in {point.Unit}" : ""))}";
            return false;
        }

        if (value < point.RangeMin || value > point.RangeMax)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"{value} is out of {point.Name}'s range; expected {point.RangeMin} to {point.RangeMax} {point.Unit}");
            return false;
        }

        return true;
    }
}
