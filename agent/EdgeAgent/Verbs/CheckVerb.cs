using System.CommandLine;
using EdgeAgent.Check;
using EdgeAgent.Run;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent check`.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var site = new Option<FileInfo>("--site") { Description = "The site file (JSON with comments).", Required = true };
        var data = new Option<DirectoryInfo?>("--data") { Description = "The data path that the agent will use; left out, it is not looked at." };
        var profiles = ProfileFolders.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print {\"result\", \"checks\": [{\"status\", \"what\", \"detail\", \"todo\"}]} instead of lines." };
        var command = new Command("check", "Tell everything that can be known before a start: the site file with all its faults, ports, data path, clock, libraries, network. Exit status 0: all ok; 1: warnings; 2: failures.")
        {
            site, data, profiles, json,
        };
        command.SetAction(async (parse, cancel) =>
        {
            var check = new SiteCheck(parse.GetValue(site)!.ToString(), parse.GetValue(data)?.ToString(), ProfileFolders.From(parse.GetValue(profiles)), SourceKinds.All);
            var lines = await check.RunAsync(cancel).ConfigureAwait(false);
            var output = parse.InvocationConfiguration.Output;
            var text = parse.GetValue(json) ? CheckReport.Json(lines) : CheckReport.Text(lines, !System.Console.IsOutputRedirected);
            await output.WriteAsync(text.AsMemory(), cancel).ConfigureAwait(false);
            return (int)CheckReport.Worst(lines);
        });
        return command;
    }
}
