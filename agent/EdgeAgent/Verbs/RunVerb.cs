using System.CommandLine;
using EdgeAgent.Run;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent run`.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var site = new Option<FileInfo>("--site") { Description = "The site file (JSON with comments).", Required = true };
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder for the buffer, secrets and the lock; made when it is missing.", Required = true };
        var profiles = ProfileFolders.CreateOption();
        var command = new Command("run", "Read the sensors of a site, keep summaries on disk, and hand them to the city brain. SIGHUP re-reads the site file; SIGTERM stops.")
        {
            site, data, profiles,
        };
        command.SetAction((parse, _) => AgentRun.RunAsync(
            new RunOptions(parse.GetValue(site)!.ToString(), parse.GetValue(data)!.ToString(), ProfileFolders.From(parse.GetValue(profiles)))));
        return command;
    }
}
