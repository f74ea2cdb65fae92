namespace EdgeAgent.Try;

/// <summary>Finds the files that `edgeagent try` looks at.</summary>
internal static class TryInputs
{
    private const int MostFiles = 1_000_000;

    private static readonly string[] Known =
    [
        ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff", ".ppm", ".avi", ".mp4", ".mkv", ".mov", ".m4v", ".mpg", ".mpeg", ".ts", ".webm", ".flv", ".mjpeg", ".h264", ".h265", ".y4m",
    ];

    /// <summary>The file itself, or a folder's pictures and clips in the order of their names; null with why there is none.</summary>
    public static IReadOnlyList<string>? Find(string path, out string fault)
    {
        fault = "";
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            fault = $"{path} does not exist; expected a picture, a clip, or a folder of them";
            return null;
        }

        try
        {
            var files = Directory.EnumerateFiles(path).Where(f => Known.Contains(Path.GetExtension(f).ToLowerInvariant())).Take(MostFiles).Order(StringComparer.Ordinal).ToList();
            fault = files.Count > 0 ? "" : $"{path} holds no picture and no clip; expected files that end in {string.Join(' ', Known)}";
            return files.Count > 0 ? files : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = $"{path} cannot be read: {e.Message}";
            return null;
        }
    }
}
