using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Inference;

/// <summary>A frame's way through a model: tensor, run, boxes, suppression. Allocates nothing for a frame of the same size. Not thread-safe.</summary>
public sealed class PictureDetector
{
    private readonly IPictureModel _model;
    private readonly IBoxDecoder _decoder;
    private readonly TensorPainter _painter;
    private readonly Candidates _candidates;

    private PictureDetector(VideoManifest manifest, IPictureModel model, IBoxDecoder decoder)
    {
        _model = model;
        _decoder = decoder;
        _painter = new TensorPainter(manifest.Input);
        _candidates = new Candidates(manifest.Candidates, manifest.Keep, manifest.SuppressionIou);
    }

    /// <summary>A detector; null with what of the model does not fit the manifest.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="model">The model; not owned.</param>
    /// <param name="fault">What was found and what was expected.</param>
    public static PictureDetector? Create(VideoManifest manifest, IPictureModel model, out string fault)
    {
        var decoder = BoxDecoders.Create(manifest, model.Outputs, out fault);
        return decoder is null ? null : new PictureDetector(manifest, model, decoder);
    }

    /// <summary>Finds what is in a picture.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="detections">Best first; valid until the next call.</param>
    /// <returns>False when the model gave numbers that are none.</returns>
    public bool TryDetect(YuvFrame frame, out ReadOnlySpan<Detection> detections)
    {
        _painter.Paint(frame, _model.Input);
        _model.Run();
        _candidates.Clear();
        var isSound = _decoder.Decode(_model.Values, _painter.Map, _candidates);
        _candidates.Suppress();
        detections = isSound ? _candidates.Kept : [];
        return isSound;
    }
}
