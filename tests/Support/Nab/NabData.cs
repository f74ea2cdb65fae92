using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Tests.Support.Nab;

/// <summary>Reads the part of the Numenta Anomaly Benchmark that lies in `nab` below EDGE_DATA: `combined_windows.json` and the files that it names.</summary>
public static class NabData
{
    private const string Labels = "combined_windows.json";

    /// <summary>The folder; null with the reason why there is none.</summary>
    public static string? Find(out string reason)
    {
        var data = Environment.GetEnvironmentVariable("EDGE_DATA");
        var folder = string.IsNullOrEmpty(data) ? null : Path.Combine(data, "nab");
        var isThere = folder is not null && File.Exists(Path.Combine(folder, Labels));
        reason = isThere ? "" : $"no nab/{Labels} in EDGE_DATA: name a folder that holds data of the Numenta Anomaly Benchmark";
        return isThere ? folder : null;
    }

    /// <summary>All series that are labelled, a series without an anomaly too.</summary>
    public static IReadOnlyList<NabSeries> Load(string folder)
    {
        using var labels = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, Labels)));
        return [.. labels.RootElement.EnumerateObject().Select(series => Read(folder, series.Name, series.Value))];
    }

    private static NabSeries Read(string folder, string name, JsonElement windows)
    {
        var rows = File.ReadLines(Path.Combine(folder, name)).Skip(1).Select(row => row.Split(',')).ToList();
        var times = rows.ConvertAll(row => TimeOf(row[0]));
        return new NabSeries(
            name,
            times,
            rows.ConvertAll(row => double.Parse(row[1], CultureInfo.InvariantCulture)),
            [.. windows.EnumerateArray().Select(w => (times.FindIndex(t => t >= TimeOf(w[0].GetString()!)), times.FindLastIndex(t => t <= TimeOf(w[1].GetString()!))))]);
    }

    private static DateTime TimeOf(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
