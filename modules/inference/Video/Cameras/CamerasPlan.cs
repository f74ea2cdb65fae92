using EdgeAgent.Core.Config;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>Cameras that share a module, as a source of the site file has them.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Sessions">How many pictures are looked at at once, 1 to 8.</param>
/// <param name="Cameras">The cameras, one or more.</param>
public sealed record CamerasPlan(string Module, int Sessions, IReadOnlyList<CameraPlan> Cameras)
{
    /// <summary>Most cameras of a source.</summary>
    public const int MostCameras = 32;

    private const int Shown = 8;

    /// <summary>What of it does not fit a module; none when all does.</summary>
    /// <param name="labels">The module's labels.</param>
    public IReadOnlyList<string> FaultsFor(IReadOnlyList<string> labels) =>
        [.. Cameras.SelectMany(c => c.Labels.Where(l => !labels.Contains(l, StringComparer.Ordinal)).Select(l => $"{c.Name}: the module {Module} knows no \"{l}\"{NearestWord.Hint(l, labels)}; expected one of its labels, such as {string.Join(", ", labels.Take(Shown))}"))];
}
