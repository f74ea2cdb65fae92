using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;
using Spectre.Console;

namespace EdgeCtl.Modules.Import;

/// <summary>What `edgectl module import` tells: bars on a terminal while it works, then what was written, as text or as one JSON line.</summary>
internal static class ImportReport
{
    /// <summary>Runs an import with bars where somebody watches.</summary>
    /// <param name="isJson">Whether a program reads the answer.</param>
    /// <param name="import">The import.</param>
    /// <param name="stop">When to stop.</param>
    public static ImportResult Watch(bool isJson, Func<ImportProgress, ImportResult> import, CancellationToken stop) => isJson || Console.IsOutputRedirected
        ? import(new ImportProgress((_, _, _) => { }, stop))
        : AnsiConsole.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn()).Start(context =>
        {
            var bars = Enum.GetValues<ImportStep>().ToDictionary(s => s, s => context.AddTask(NameOf(s), autoStart: s == ImportStep.Read, maxValue: 1));
            return import(new ImportProgress((step, done, total) => Show(bars[step], done, total), stop));
        });

    /// <summary>Tells what was written.</summary>
    public static void Tell(ImportResult result, bool isJson) => Console.WriteLine(isJson ? JsonOf(result) : TextOf(result));

    private static void Show(ProgressTask bar, long done, long total)
    {
        if (!bar.IsStarted)
        {
            bar.StartTask();
        }

        bar.MaxValue = Math.Max(1, total);
        bar.Value = done;
    }

    private static string NameOf(ImportStep step) => step switch { ImportStep.Read => "weights", ImportStep.Convert => "nodes", _ => "model" };

    private static string TextOf(ImportResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Name} {result.Version}: {result.Nodes} nodes of {result.SourceNodes}, {result.Parameters} parameters, {result.Bytes} bytes\n{result.Sha256}  {result.Model}");

    private static string JsonOf(ImportResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("version", result.Version);
            json.WriteString("model", result.Model);
            json.WriteNumber("sourceNodes", result.SourceNodes);
            json.WriteNumber("nodes", result.Nodes);
            json.WriteNumber("parameters", result.Parameters);
            json.WriteNumber("bytes", result.Bytes);
            json.WriteString("sha256", result.Sha256);
            json.WriteString("weightsSha256", result.WeightsSha256);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
