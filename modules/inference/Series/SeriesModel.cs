using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Inference.Series;

/// <summary>A series module's model, opened once for all its series: each has a <see cref="SeriesSession"/> of its own.</summary>
public sealed class SeriesModel : IDisposable
{
    private SeriesModel(OrtSession session, SeriesManifest manifest)
    {
        Session = session;
        Manifest = manifest;
    }

    /// <summary>The module.</summary>
    public SeriesManifest Manifest { get; }

    /// <summary>The runtime's.</summary>
    internal OrtSession Session { get; }

    /// <summary>Opens a module's model; null with everything that is wrong with it.</summary>
    /// <param name="environment">The runtime.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="path">The ONNX file.</param>
    /// <param name="faults">Takes what was found and what was expected, one each.</param>
    public static SeriesModel? Open(OrtEnvironment environment, SeriesManifest manifest, string path, List<string> faults)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(faults);
        OrtSession session;
        try
        {
            session = OrtSession.Open(environment, path, new OrtSessionOptions { UseCpuArena = true });
        }
        catch (OrtException e)
        {
            faults.Add($"{path}: {e.Message}");
            return null;
        }

        var wrong = SeriesFit.FaultsOf(session, manifest);
        if (wrong.Count > 0)
        {
            session.Dispose();
            faults.AddRange(wrong.Select(w => $"{path}: {w}"));
            return null;
        }

        return new SeriesModel(session, manifest);
    }

    /// <summary>Begins a series.</summary>
    public SeriesSession Begin() => new(this);

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();
}
