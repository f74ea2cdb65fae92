using System.Xml.Linq;

namespace EdgeAgent.Tests.Architecture;

/// <summary>The repository as it lies on the disk: found by its solution file above the test program.</summary>
internal static class Repository
{
    private static readonly string[] PassedOver = ["bin", "obj", "artifacts", "node_modules", ".git", ".vs"];

    public static string Root { get; } = FindRoot();

    public static string Solution => Path.Combine(Root, "EdgeAgent.sln");

    /// <summary>All projects, by path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files(Root).Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Files() => Files(Root);

    public static XDocument Xml(string path) => XDocument.Load(Path.Combine(Root, path));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Projects that a project refers to, by path from the root.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, project))!;
        return [.. Xml(project).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(include => Relative(Path.GetFullPath(Path.Combine(folder, include))))];
    }

    /// <summary>Fails with every fault, one a line.</summary>
    public static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Files(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return Relative(file);
        }

        foreach (var below in Directory.EnumerateDirectories(folder).Where(below => !PassedOver.Contains(Path.GetFileName(below))))
        {
            foreach (var file in Files(below))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAgent.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no EdgeAgent.sln in or above {AppContext.BaseDirectory}");
    }
}
