using System.CommandLine;
using EdgeAgent.Inference.Video.Infer;
using EdgeAgent.Run;

namespace EdgeAgent.Verbs;

/// <summary>`edgeagent infer`.</summary>
internal static class InferVerb
{
    public static Command Create()
    {
        var module = new Argument<DirectoryInfo>("module") { Description = "The module's folder." };
        var runtime = new Option<string[]>("--runtime") { Description = "A folder with libonnxruntime.so.1; may be repeated. Left out: beside the program, then where the system looks.", HelpName = "FOLDER", DefaultValueFactory = _ => [] };
        var command = new Command("infer", "A video module's process, which holds ONNX Runtime. Started by edgeagent run, once for each module: it reads its cameras from standard input and tells numbers by standard output, a line of JSON each, until standard input ends.")
        {
            module, runtime,
        };
        command.SetAction(parse =>
        {
            ProcessLimits.GiveWay();
            return InferMain.Run(parse.GetValue(module)!.ToString(), parse.GetValue(runtime)!, System.Console.OpenStandardInput(), System.Console.OpenStandardOutput(), System.Console.Error);
        });
        return command;
    }
}
