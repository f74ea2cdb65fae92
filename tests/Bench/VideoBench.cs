using System.Globalization;
using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// Pictures per second on their whole way, from a decoded picture to counts, against onnxruntime-node, which runs the bare session on a tensor that is ready: the same model, runtime, input and
/// number of threads. The peer waits busily by default, ours never does; so it is measured both ways.
/// </summary>
internal static class VideoBench
{
    private const int Frames = 100;
    private const int Rounds = 15;
    private const int Pictures = 20;
    private const int Settle = 60;

    public static IReadOnlyList<Row> Run()
    {
        if (VideoRig.Find("video") is not { } rig)
        {
            return [];
        }

        if (!OrtLibrary.TryLoad([rig.Runtime], out var library, out var missing))
        {
            throw new InvalidOperationException(missing);
        }

        using var environment = OrtEnvironment.Open(library);
        using var folder = new TempFolder();
        var frames = VideoRig.Frames(rig.Clip, Frames);
        return [.. Compare(environment, rig, frames, folder, 1, "0"), .. Compare(environment, rig, frames, folder, 2, "0"), .. Compare(environment, rig, frames, folder, 2, "default")];
    }

    private static List<Row> Compare(OrtEnvironment environment, VideoRig rig, IReadOnlyList<YuvFrame> frames, TempFolder folder, int threads, string spinning)
    {
        using var ours = new VideoWay(environment, rig, frames, threads);
        ours.Run(Settle);
        File.WriteAllBytes(folder["tensor"], ours.Tensor);
        var input = rig.Manifest.Input;
        var shape = input.Layout == TensorLayout.Nchw ? $"1x3x{input.Height}x{input.Width}" : $"1x{input.Height}x{input.Width}x3";
        using var peer = TalkingPeer.Start("node", "session.js", [rig.Model, folder["tensor"], shape, threads.ToString(CultureInfo.InvariantCulture), spinning], out var fault);
        if (peer is null)
        {
            Console.Error.WriteLine($"video: left out, onnxruntime-node is missing: {VideoRig.NodeHelp}: {fault}");
            return [];
        }

        peer.Run(Settle);
        var rest = new List<double>();
        var rounds = Bench.Rounds.Alternate(Rounds, RunOurs, () => Pictures / peer.Run(Pictures));
        if (ours.Tracks == 0)
        {
            throw new InvalidOperationException("nobody was followed");
        }

        rest.Sort();
        var how = $"{threads} thread{(threads > 1 ? "s" : "")}";
        return
        [
            new Row($"pictures, whole way, {how}", "1/s", rounds.OurMedian, rounds.PeerMedian, $"onnxruntime-node, bare{(spinning == "0" ? "" : ", spinning")}", "0.95 of the peer") { Spread = rounds.Spread },
            new Row("all but the session, each picture", "ms", rest[rest.Count / 2], null, "", ""),
        ];

        double RunOurs()
        {
            var seconds = ours.Run(Pictures);
            rest.Add((seconds - ours.SessionS) * 1e3 / Pictures);
            return Pictures / seconds;
        }
    }
}
