using System.Text.RegularExpressions;

namespace EdgeAgent.Tests.Architecture;

public class SourceTests
{
    private const int MaxLines = 350;
    private static readonly string[] CodeEndings = [".cs", ".c", ".py", ".js", ".css", ".html", ".json", ".csproj", ".props", ".targets", ".service", ".txt", ".md"];

    // Put together, so that this file does not hold what it looks for.
    private static readonly Regex Unfinished = new(@"\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b|NotImplemented" + "Exception");
    private static readonly Regex MachinePath = new("(^|[^a-zA-Z0-9_.}-])/(wo" + "rk|ro" + "ot|home/[a-z]+)/");

    [Fact]
    public void No_source_file_is_longer_than_a_person_reads_at_once()
    {
        var sources = Repository.Files().Where(file => file.EndsWith(".cs", StringComparison.Ordinal));
        var tooLong = from file in sources let lines = Repository.Text(file).Count(letter => letter == '\n') where lines > MaxLines select $"{file}: {lines} lines";
        Repository.None(tooLong);
    }

    [Fact]
    public void Nothing_is_left_unfinished() => Repository.None(Found(Unfinished));

    [Fact]
    public void No_file_names_a_folder_of_the_machine_that_it_was_written_on() => Repository.None(Found(MachinePath));

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("throw new NotImplemented" + "Exception();", true)]
    [InlineData("var todos = 3;", false)]
    public void The_search_for_unfinished_work_finds_it(string line, bool isFound) => Assert.Equal(isFound, Unfinished.IsMatch(line));

    [Theory]
    [InlineData("cat /wo" + "rk/x", true)]
    [InlineData("\"/ro" + "ot/.nuget\"", true)]
    [InlineData("${WORK}/wo" + "rk/x", false)]
    [InlineData("https://host/a/wo" + "rk/x", false)]
    public void The_search_for_machine_paths_finds_them(string line, bool isFound) => Assert.Equal(isFound, MachinePath.IsMatch(line));

    private static IEnumerable<string> Found(Regex word) =>
        from file in Repository.Files()
        where IsCode(file)
        from line in Repository.Text(file).Split('\n').Select((text, index) => (text, index))
        where word.IsMatch(line.text)
        select $"{file}:{line.index + 1}: {line.text.Trim()}";

    // Scripts carry no ending.
    private static bool IsCode(string file) =>
        CodeEndings.Contains(Path.GetExtension(file)) || (Path.GetExtension(file).Length == 0 && (file.StartsWith("packaging/", StringComparison.Ordinal) || file.StartsWith(".ci/", StringComparison.Ordinal)));
}
