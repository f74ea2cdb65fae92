using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeAgent.Tests.Architecture;

public partial class SolutionTests
{
    // Left out where a package feed does not hold what they need, so they are no part of the solution.
    private const string Optional = "modules/optional/";

    [Fact]
    public void The_solution_holds_every_project_and_no_other()
    {
        var listed = ProjectLine().Matches(Repository.Text("EdgeAgent.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/')).ToHashSet();
        var there = Repository.Projects.Where(project => !project.StartsWith(Optional, StringComparison.Ordinal));
        Repository.None(there.Except(listed));
        Repository.None(listed.Except(Repository.Projects));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file()
    {
        var versions = Repository.Xml("Directory.Packages.props").Descendants("PackageVersion").ToLookup(version => version.Attribute("Include")!.Value);
        foreach (var (file, reference) in References())
        {
            var name = reference.Attribute("Include")?.Value ?? reference.Attribute("Update")!.Value;
            Assert.True(reference.Attribute("Version") is null && reference.Attribute("VersionOverride") is null, $"{file}: {name} has a version of its own");
            Assert.True(versions.Contains(name), $"{file}: {name} is not in Directory.Packages.props");
        }

        Assert.All(versions.SelectMany(version => version), version => Assert.DoesNotContain("*", version.Attribute("Version")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_project_is_one_that_is_run()
    {
        // packaging/test runs the project in each folder by the folder's name.
        var tests = Repository.Projects.Where(project => project.StartsWith("tests/", StringComparison.Ordinal));
        Assert.All(tests, project => Assert.Equal($"tests/{Path.GetFileNameWithoutExtension(project)}/{Path.GetFileName(project)}", project));
    }

    [Fact]
    public void No_project_switches_the_common_rules_off()
    {
        string[] common = ["TreatWarningsAsErrors", "Nullable", "LangVersion", "TargetFramework", "TargetFrameworks", "IsAotCompatible", "ManagePackageVersionsCentrally"];
        var product = Repository.Projects.Where(project => !project.StartsWith("tests/", StringComparison.Ordinal));
        Assert.All(product, project => Assert.Empty(Repository.Xml(project).Descendants().Select(element => element.Name.LocalName).Intersect(common)));
    }

    private static IEnumerable<(string File, XElement Reference)> References() =>
        Repository.Files()
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal) || file.EndsWith(".targets", StringComparison.Ordinal))
            .SelectMany(file => Repository.Xml(file).Descendants("PackageReference").Select(reference => (file, reference)));

    [GeneratedRegex("""^Project\(.*\) = ".*", "(.*\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
