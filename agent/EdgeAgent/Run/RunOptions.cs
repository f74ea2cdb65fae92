namespace EdgeAgent.Run;

/// <summary>What the command line of `run` says.</summary>
/// <param name="SiteFile">The site file.</param>
/// <param name="DataPath">Folder of everything that must survive a restart.</param>
/// <param name="ProfileFolders">Where profiles are looked for, in order.</param>
internal sealed record RunOptions(string SiteFile, string DataPath, IReadOnlyList<string> ProfileFolders);
