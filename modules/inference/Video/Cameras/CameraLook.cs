using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Modules;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Video.Capture;
using EdgeAgent.Inference.Video.Scheduling;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>The doctor's look at cameras: the module and its model, ONNX Runtime, passwords, and whether each camera gives a picture. Stateless.</summary>
internal static class CameraLook
{
    private const string Runtime = "onnxruntime";
    private const int StepMs = 100;

    /// <summary>What is wrong; none when all is well.</summary>
    public static IReadOnlyList<string> Run(CamerasPlan plan, LookParts parts)
    {
        var faults = new List<string>();
        LookAtModule(plan, parts, faults);
        string[] runtimes = parts.DataPath is { } data ? [Path.Combine(data, Runtime)] : [];
        if (!OrtLibrary.TryLoad(runtimes, out _, out var missing))
        {
            faults.Add($"ONNX Runtime is missing: {missing}");
        }

        LookAtCameras(plan, parts, faults);
        return faults;
    }

    private static void LookAtModule(CamerasPlan plan, LookParts parts, List<string> faults)
    {
        var wrong = new List<ConfigFault>();
        var manifest = ModuleLoader.Load<VideoManifest>(ModuleFolders.Find(plan.Module, ModuleFolders.Of(parts.DataPath)), wrong);
        faults.AddRange(wrong.Select(f => f.ToString()));
        if (manifest is not null)
        {
            faults.AddRange(plan.FaultsFor(manifest.Labels));
        }
    }

    // All at once: each may take as long as a camera is given for its first picture.
    private static void LookAtCameras(CamerasPlan plan, LookParts parts, List<string> faults)
    {
        var turns = new FrameTurns(plan.Cameras.Count);
        var captures = new List<CameraCapture>();
        for (var i = 0; i < plan.Cameras.Count; i++)
        {
            var camera = plan.Cameras[i];
            var password = PasswordOf(camera, parts, faults);
            if (password is not null)
            {
                captures.Add(new CameraCapture(camera, password, parts.Profile.VideoDecode, turns, turns.Slots[i]));
                captures[^1].Start();
            }
        }

        using var never = new ManualResetEventSlim();
        var endNs = BootTime.NowNs() + (CameraCapture.FirstMs * 1_000_000);
        while (BootTime.NowNs() < endNs && captures.Exists(c => IsOpen(c.State)))
        {
            never.Wait(StepMs);
            captures.ForEach(c => c.Check(BootTime.NowNs()));
        }

        foreach (var capture in captures)
        {
            var state = capture.State;
            capture.Dispose();

            // A running agent has it.
            if (state.Frames == 0 && !state.Fault.Text.Contains("Device or resource busy", StringComparison.Ordinal))
            {
                faults.Add($"{capture.Name}: {(state.Starts > 0 && IsOpen(state) ? $"gave no picture for {CameraCapture.FirstMs / 1_000} s" : state.Fault.Text)}");
            }
        }
    }

    // No picture yet, and no reason why there is none.
    private static bool IsOpen(in CaptureState state) => state.Frames == 0 && state.Fault.Quality == Core.Points.Quality.NotPolled;

    private static string? PasswordOf(CameraPlan camera, LookParts parts, List<string> faults)
    {
        if (camera.Stream.Secret.Length == 0)
        {
            return "";
        }

        if (parts.DataPath is null)
        {
            faults.Add($"{camera.Name}: its password is in the data path; expected --data");
            return null;
        }

        var found = Secrets.In(Secrets.FolderOf(parts.DataPath)).Find(camera.Stream.Secret);
        if ((found.Value is null ? found.Fault : CameraBinder.FaultOfCredentials(camera.Stream.User, found.Value)) is { Length: > 0 } why)
        {
            faults.Add($"{camera.Name}: {why}");
            return null;
        }

        return found.Value;
    }
}
