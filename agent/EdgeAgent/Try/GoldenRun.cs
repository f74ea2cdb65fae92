using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Inference;

namespace EdgeAgent.Try;

/// <summary>Runs a module on its own golden pictures.</summary>
/// <param name="options">What to do; its inputs are the golden pictures of the manifest, in their order.</param>
/// <param name="model">The loaded model.</param>
/// <param name="writer">Takes what is found.</param>
/// <param name="error">Takes what went wrong.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="stop">Ends it early; what was not looked at counts as not as expected.</param>
internal sealed class GoldenRun(TryOptions options, IPictureModel model, TryWriter writer, TextWriter error, TryProgress progress, CancellationToken stop)
{
    /// <summary>Goes through all golden pictures. Answers how many are not as expected; -1 with why when the model does not fit its manifest.</summary>
    public int Run(out string fault)
    {
        if (PictureDetector.Create(options.Manifest, model, out fault) is not { } detector)
        {
            return -1;
        }

        var bad = 0;
        for (var i = 0; i < options.Inputs.Count; i++)
        {
            progress.Show(i, 0);
            bad += !stop.IsCancellationRequested && IsGood(i, detector) ? 0 : 1;
        }

        return bad;
    }

    private bool IsGood(int index, PictureDetector detector)
    {
        var input = options.Inputs[index];
        var detections = Detect(input, detector, out var why);
        if (detections is null)
        {
            writer.Fault(input, why);
            error.WriteLine($"edgeagent try: {input}: {why}");
            return false;
        }

        var golden = options.Manifest.Golden[index];
        var differences = GoldenCheck.Compare(options.Manifest, golden, detections);
        writer.Golden(input, golden.Detections.Count, differences);
        return differences.Count == 0;
    }

    private static Detection[]? Detect(string input, PictureDetector detector, out string why)
    {
        using var file = MediaFile.Open(input, out why);
        if (file is null)
        {
            return null;
        }

        var frame = file.MakeFrame();
        if (!file.TryRead(frame))
        {
            why = file.Fault.Length > 0 ? file.Fault : "holds no picture";
            return null;
        }

        var isSound = detector.TryDetect(frame, out var detections);
        why = isSound ? "" : "the model gave numbers that are none";
        return isSound ? detections.ToArray() : null;
    }
}
