using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EdgeCtl.Watch;

/// <summary>What a person sees: the table of points and, below it, the end of a file that grows.</summary>
internal static class WatchView
{
    private const int MaxFollowBytes = 16_384;
    private const int MinFollowLines = 3;
    private const int LinesAroundTable = 9;

    /// <summary>The whole view. <paramref name="follow"/> names the file, or is null.</summary>
    public static IRenderable Of(Uri url, IReadOnlyList<PointRow> rows, string fault, string? follow)
    {
        var table = TableOf(url, rows, fault);
        if (follow is null)
        {
            return table;
        }

        var room = Math.Max(MinFollowLines, AnsiConsole.Profile.Height - rows.Count - LinesAroundTable);
        var width = Math.Max(20, AnsiConsole.Profile.Width - 1);
        var lines = LastLines(follow, room).Select(line => line.Length > width ? line[..width] : line);
        return new Rows(table, new Text(string.Join('\n', lines)));
    }

    /// <summary>Age of a point's newest reading, for people; empty when not told.</summary>
    public static string AgeOf(PointRow row) => row.AgeMs is { } age ? string.Create(CultureInfo.InvariantCulture, $"{age / 1000.0:F1} s") : "";

    private static Table TableOf(Uri url, IReadOnlyList<PointRow> rows, string fault)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(url.GetLeftPart(UriPartial.Authority)));
        table.AddColumn("point").AddColumn("label").AddColumn(new TableColumn("value").RightAligned()).AddColumn("unit").AddColumn("quality").AddColumn(new TableColumn("age").RightAligned());
        foreach (var row in rows)
        {
            var colour = row.Quality is "good" ? "green" : "red";
            table.AddRow(
                Markup.Escape(row.Name), Markup.Escape(row.Label), Markup.Escape(row.Value), Markup.Escape(row.Unit), $"[{colour}]{Markup.Escape(row.Quality)}[/]", AgeOf(row));
        }

        if (fault.Length > 0)
        {
            table.Caption($"[red]{Markup.Escape(fault)}[/]");
        }

        return table;
    }

    private static string[] LastLines(string path, int count)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(Math.Max(0, file.Length - MaxFollowBytes), SeekOrigin.Begin);
            using var reader = new StreamReader(file);
            return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n').TakeLast(count)];
        }
        catch (IOException error)
        {
            return [error.Message];
        }
    }
}
