using System.CommandLine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Verbs;

/// <summary>Which summaries a command is about.</summary>
internal sealed class BufferSelection
{
    private readonly Option<string[]> _classes;
    private readonly Option<ulong> _after = new("--after") { Description = "Only numbers beyond this one; needs one --class, for each class has numbers of its own." };
    private readonly Option<long> _limit;

    public BufferSelection(string[] classNames, long limit)
    {
        _classes = new Option<string[]>("--class") { Description = $"Only these classes: {string.Join(", ", classNames)}; left out: all, the most urgent first.", AllowMultipleArgumentsPerToken = true };
        _classes.AcceptOnlyFromAmong(classNames);
        _limit = new Option<long>("--limit") { Description = "At most so many summaries.", DefaultValueFactory = _ => limit };
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
            {
                result.AddError("--limit: expected a number of 1 or more");
            }
        });
    }

    /// <summary>Whose summaries they are.</summary>
    public Option<string?> Gateway { get; } = new("--gateway") { Description = "The gateway's id, which is part of each summary's id; left out: the one that the store tells." };

    public void AddTo(Command command)
    {
        command.Add(_classes);
        command.Add(_after);
        command.Add(_limit);
        command.Add(Gateway);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_after) is { Implicit: false } && (result.GetValue(_classes) ?? []).Distinct().Count() != 1)
            {
                result.AddError("--after: expected one --class with it, for each class has numbers of its own");
            }
        });
    }

    public BufferChoice Read(ParseResult parse) => new(
        [.. SummaryClasses.All.Where(c => parse.GetValue(_classes) is not { Length: > 0 } names || names.Contains(SummaryClasses.NameOf(c)))],
        parse.GetValue(_after),
        parse.GetValue(_limit));
}

/// <summary>A choice of summaries.</summary>
/// <param name="Classes">Of these classes, in this order.</param>
/// <param name="After">Beyond this number.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record BufferChoice(IReadOnlyList<SummaryClass> Classes, ulong After, long Limit);
