using System.CommandLine;

namespace EdgeAgent.Verbs;

/// <summary>Where profiles are looked for: `--profiles`, then beside the binary, then the system's folder.</summary>
internal static class ProfileFolders
{
    private const string FolderName = "firmware-profiles";

    public static Option<DirectoryInfo?> CreateOption() => new("--profiles")
    {
        Description = $"Folder with board profiles. Looked at before `{FolderName}` beside the binary and /usr/share/edgeagent/{FolderName}.",
    };

    public static IReadOnlyList<string> From(DirectoryInfo? given)
    {
        string[] usual = [Path.Combine(AppContext.BaseDirectory, FolderName), $"/usr/share/edgeagent/{FolderName}"];
        return given is null ? usual : [given.ToString(), .. usual];
    }
}
