using System.CommandLine;

namespace EdgeCtl.Pull.Verify;

/// <summary>`edgectl pull verify`: reads all that was pulled and tells for each gateway, epoch and class what is there, what gaps announce, and what is missing without one.</summary>
internal static class VerifyCommand
{
    private static readonly Option<bool> Part = new("--part")
    {
        Description = "Only a part is kept (old files or partitions were taken away): each stream may begin anywhere, and rows are not counted",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "A JSON line for each stream, for programs" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command("verify", "Tell whether anything is missing that no gap announces. Exit status: 0 nothing, 1 something, 2 the target cannot be read.") { PullTarget.To, PullTarget.PasswordFile, Part, Json };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var isPart = parsed.GetValue(Part);
                var (streams, problems) = PullTarget.SettingsOf(parsed, 1) is { } settings
                    ? await PostgresVerify.RunAsync(settings, isPart, cancel).ConfigureAwait(false)
                    : FolderVerify.Run(parsed.GetValue(PullTarget.To)!, isPart);
                return VerifyReport.Write(streams, problems, parsed.GetValue(Json));
            }
            catch (PullException e)
            {
                await Console.Error.WriteLineAsync($"edgectl pull verify: {e.Message}").ConfigureAwait(false);
                return ExitCodes.Usage;
            }
        });
        return command;
    }
}
