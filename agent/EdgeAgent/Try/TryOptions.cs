using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Try;

/// <summary>What `edgeagent try` is to do.</summary>
/// <param name="Manifest">The module, with the threshold that was asked for.</param>
/// <param name="Inputs">Files, in order.</param>
/// <param name="Lines">Lines on which crossings are counted; may be none.</param>
/// <param name="Rate">Frames a second that are looked at; null: all.</param>
/// <param name="Out">Where a picture with what was found is drawn; empty: nowhere.</param>
/// <param name="IsGolden">The inputs are the module's golden pictures, which are compared with what its manifest tells of them.</param>
internal sealed record TryOptions(VideoManifest Manifest, IReadOnlyList<string> Inputs, IReadOnlyList<PictureLine> Lines, double? Rate, string Out, bool IsGolden = false);
