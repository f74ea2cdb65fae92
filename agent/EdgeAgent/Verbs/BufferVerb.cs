using System.CommandLine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent buffer`: looks at what the gateway keeps, whether the agent runs or not. Changes nothing.</summary>
internal static class BufferVerb
{
    private static readonly string[] ClassNames = [.. SummaryClasses.All.Select(SummaryClasses.NameOf)];

    public static Command Create() => new("buffer", "Look at the summaries that a gateway keeps, beside a running agent or without one. Changes nothing. Exit status 0: done; 1: something is damaged; 2: it could not be looked at.")
    {
        Stat(), List(), Export(), Verify(), Consumers(),
    };

    private static Command Stat()
    {
        var (data, json) = (DataOption(), JsonOption("one JSON object"));
        var command = new Command("stat", "Show the store's epoch, sizes, numbers of each class, what waits, and what it has cost the disk.") { data, json };
        command.SetAction((parse, _) => BufferAction.RunAsync(parse, data, look => BufferReport.Stat(look, parse.GetValue(json), parse.InvocationConfiguration.Output)));
        return command;
    }

    private static Command Consumers()
    {
        var (data, json) = (DataOption(), JsonOption("one JSON array"));
        var command = new Command("consumers", "Show who reads from the store, up to where each has everything, and what waits for it.") { data, json };
        command.SetAction((parse, _) => BufferAction.RunAsync(parse, data, look => BufferReport.Consumers(look, parse.GetValue(json), parse.InvocationConfiguration.Output)));
        return command;
    }

    private static Command List()
    {
        var (data, json, selection) = (DataOption(), JsonOption("one CloudEvent a line, as they go out"), new BufferSelection(ClassNames, 100));
        var command = new Command("list", "Print summaries, one a line: class, numbers, time, type, subject.") { data, json };
        selection.AddTo(command);
        command.SetAction((parse, cancel) => BufferAction.RunAsync(parse, data, look =>
        {
            if (parse.GetValue(json))
            {
                using var output = System.Console.OpenStandardOutput();
                return BufferExport.Write(look, selection.Read(parse), parse.GetValue(selection.Gateway), output, static _ => { }, cancel);
            }

            return BufferReport.List(look, selection.Read(parse), parse.InvocationConfiguration.Output, cancel);
        }));
        return command;
    }

    private static Command Export()
    {
        var (data, selection) = (DataOption(), new BufferSelection(ClassNames, long.MaxValue));
        var to = new Option<string?>("--to") { Description = "File to write, on the disk when the command ends; left out: standard output." };
        var force = new Option<bool>("--force") { Description = "Overwrite the file." };
        var command = new Command("export", "Write summaries as NDJSON: one CloudEvent a line, alarms first. Damaged ones come as gaps.") { data, to, force };
        selection.AddTo(command);
        command.SetAction((parse, cancel) => BufferAction.RunAsync(parse, data, look =>
        {
            using var bar = new BufferProgress("export");
            var gateway = parse.GetValue(selection.Gateway);
            if (parse.GetValue(to) is { } path)
            {
                return BufferExport.WriteFile(look, selection.Read(parse), gateway, path, parse.GetValue(force), bar.Show, cancel);
            }

            using var output = System.Console.OpenStandardOutput();
            return BufferExport.Write(look, selection.Read(parse), gateway, output, bar.Show, cancel);
        }));
        return command;
    }

    private static Command Verify()
    {
        var (data, json) = (DataOption(), JsonOption("one JSON object"));
        var command = new Command("verify", "Read every record, check its sum, and let the database check itself; list what is damaged by class and numbers. Exit status 1 when something is.") { data, json };
        command.SetAction((parse, cancel) => BufferAction.RunAsync(parse, data, look =>
        {
            using var bar = new BufferProgress("verify");
            return BufferReport.Verify(look, parse.GetValue(json), parse.InvocationConfiguration.Output, bar, cancel);
        }));
        return command;
    }

    private static Option<DirectoryInfo> DataOption() => new("--data") { Description = "The data path that `edgeagent run` uses.", Required = true };

    private static Option<bool> JsonOption(string what) => new("--json") { Description = $"Print {what} instead." };
}
