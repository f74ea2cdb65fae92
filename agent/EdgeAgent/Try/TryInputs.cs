namespace EdgeAgent.Try;

/// <summary>Finds the files that `edgeagent try` looks at.</summary>
internal static class TryInputs
{
    private const int MostFiles = 1_000_000;

    private static readonly string[] Pictures =
    [
        ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff", ".ppm", ".avi", ".mp4", ".mkv", ".mov", ".m4v", ".mpg", ".mpeg", ".ts", ".webm", ".flv", ".mjpeg", ".h264", ".h265", ".y4m",
    ];

    private static readonly string[] Tables = [".csv"];

    /// <summary>What a video module looks at, for messages.</summary>
    public const string OfVideo = "a picture, a clip, or a folder of them";

    /// <summary>What a series module looks at, for messages.</summary>
    public const string OfSeries = "a CSV file, or a folder of them";

    /// <summary>The file itself, or a folder's files in the order of their names; null with why there is none.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="isSeries">CSV files; otherwise pictures and clips.</param>
    /// <param name="fault">Why there is none.</param>
    public static IReadOnlyList<string>? Find(string path, bool isSeries, out string fault)
    {
        var known = isSeries ? Tables : Pictures;
        fault = "";
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            fault = $"{path} does not exist; expected {(isSeries ? OfSeries : OfVideo)}";
            return null;
        }

        try
        {
            var files = Directory.EnumerateFiles(path).Where(f => known.Contains(Path.GetExtension(f).ToLowerInvariant())).Take(MostFiles).Order(StringComparer.Ordinal).ToList();
            fault = files.Count > 0 ? "" : $"{path} holds {(isSeries ? "no CSV file" : "no picture and no clip")}; expected files that end in {string.Join(' ', known)}";
            return files.Count > 0 ? files : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = $"{path} cannot be read: {e.Message}";
            return null;
        }
    }
}
