using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>What a module's process is started with: the module as it lies on disk now, and the secrets as they are now.</summary>
/// <param name="source">The cameras.</param>
/// <param name="parts">What the runtime gives.</param>
/// <param name="program">The program whose verb `infer` it is.</param>
internal sealed class ModuleLaunch(CameraSource source, SourceParts parts, string program)
{
    private const string Runtime = "onnxruntime";

    private readonly string _folder = ModuleFolders.Find(source.Plan.Module, parts.ModuleFolders);

    /// <summary>Starts it; null with what keeps it from being started.</summary>
    /// <param name="take">See <see cref="ChildProcess.Start"/>.</param>
    /// <param name="manifest">The module's manifest.</param>
    /// <param name="fault">What is wrong.</param>
    public ChildProcess? Start(Action<InferMessage?> take, out VideoManifest? manifest, out string fault)
    {
        var faults = new List<ConfigFault>();
        manifest = ModuleLoader.LoadManifest<VideoManifest>(_folder, faults);
        var secrets = Secrets.In(parts.SecretsPath);
        var wrong = new List<string>();
        var passwords = source.Plan.Cameras.Select(c => PasswordOf(c, secrets, wrong)).ToList();
        wrong.AddRange(manifest is null ? faults.Select(f => f.ToString()) : source.Plan.FaultsFor(manifest.Labels));
        fault = string.Join("; ", wrong);
        if (wrong.Count > 0)
        {
            return null;
        }

        // Beside the folder of secrets, in the data path.
        var runtime = Path.Combine(Path.GetDirectoryName(parts.SecretsPath) ?? "", Runtime);
        var config = InferConfig.Write(source.Json, passwords, parts.Profile.VideoDecode, parts.Profile.InferenceThreads);
        return ChildProcess.Start(program, ["infer", _folder, "--runtime", runtime], config, take, out fault);
    }

    private static string PasswordOf(CameraPlan camera, Secrets secrets, List<string> wrong)
    {
        if (camera.Stream.Secret.Length == 0)
        {
            return "";
        }

        var found = secrets.Find(camera.Stream.Secret);
        if ((found.Value is null ? found.Fault : CameraBinder.FaultOfCredentials(camera.Stream.User, found.Value)) is { Length: > 0 } why)
        {
            wrong.Add($"{camera.Name}: {why}");
        }

        return found.Value ?? "";
    }
}
