using System.Globalization;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Bench;

/// <summary>
/// Memory of a module's process after fifty pictures of one camera, against node that holds the same session and has run it as often on a tensor that is ready. The decoder is a process of its
/// own and is told apart.
/// </summary>
internal static class InferMemoryBench
{
    private const int Pictures = 50;
    private const int Rounds = 3;
    private const int MostS = 60;

    public static IReadOnlyList<Row> Run()
    {
        if (VideoRig.Find("memory") is not { } rig)
        {
            return [];
        }

        if (NativeBinary.Find("edgeagent", out var reason) is not { } agent)
        {
            Console.Error.WriteLine($"memory: left out, {reason}");
            return [];
        }

        using var folder = new TempFolder();
        WriteTensor(rig, folder["tensor"]);
        return [.. Compare(agent, rig, folder, 1), .. Compare(agent, rig, folder, 2)];
    }

    private static List<Row> Compare(string agent, VideoRig rig, TempFolder folder, int threads)
    {
        var (peaks, peerPeaks, decoders) = (new List<double>(), new List<double>(), new List<double>());
        var fault = "";
        var rounds = Bench.Rounds.Alternate(Rounds, Ours, Peer);
        if (fault.Length > 0)
        {
            Console.Error.WriteLine($"memory: left out, onnxruntime-node is missing: {VideoRig.NodeHelp}: {fault}");
            return [];
        }

        var name = $"node, the same session, {threads} thread{(threads > 1 ? "s" : "")}";
        return
        [
            new Row($"resident, {Pictures} pictures", "MB", rounds.OurMedian, rounds.PeerMedian, name, "0.65 of the peer") { Spread = rounds.Spread },
            new Row("the same, most ever", "MB", Median(peaks), Median(peerPeaks), name, "0.65 of the peer"),
            new Row("its decoder, ffmpeg, resident", "MB", Median(decoders), null, "", ""),
        ];

        double Ours()
        {
            using var child = new InferChild(agent, rig, VideoRig.Source(rig.Clip, 1, 10, 1, hasGate: false), 1, threads);
            child.WaitUntil(() => child.Counts(0).Looked >= Pictures, MostS);
            peaks.Add(VideoRig.StatusMb(child.Id, "VmHWM"));
            decoders.Add(child.Decoders.Sum(d => VideoRig.StatusMb(d, "VmRSS")));
            return VideoRig.StatusMb(child.Id, "VmRSS");
        }

        double Peer()
        {
            var input = rig.Manifest.Input;
            using var peer = TalkingPeer.Start("node", "session.js", [rig.Model, folder["tensor"], $"1x3x{input.Height}x{input.Width}", threads.ToString(CultureInfo.InvariantCulture), "0"], out var why);
            if (peer is null)
            {
                fault = why;
                return 0;
            }

            peer.Run(Pictures);
            peerPeaks.Add(VideoRig.StatusMb(peer.Id, "VmHWM"));
            return VideoRig.StatusMb(peer.Id, "VmRSS");
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void WriteTensor(VideoRig rig, string path)
    {
        if (!OrtLibrary.TryLoad([rig.Runtime], out var library, out var missing))
        {
            throw new InvalidOperationException(missing);
        }

        using var environment = OrtEnvironment.Open(library);
        using var way = new VideoWay(environment, rig, VideoRig.Frames(rig.Clip, 1), 1);
        way.Run(1);
        File.WriteAllBytes(path, way.Tensor);
    }
}
