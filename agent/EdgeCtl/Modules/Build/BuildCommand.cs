using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Modules.Build;

/// <summary>`edgectl module build`: a module whose model is constructed.</summary>
internal static class BuildCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = $"Which module: {string.Join(", ", ModuleBuild.Names)}" };
    private static readonly Option<string> Module = new("--module") { Description = "Folder with the module's module.json, which pins the SHA-256 of the result", HelpName = "FOLDER", Required = true };
    private static readonly Option<string> Out = new("--out") { Description = "Folder that model and module.json are written to; made where it is missing", HelpName = "FOLDER", Required = true };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace a module that is in the folder already" };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON line, for programs" };

    static BuildCommand() => Name.AcceptOnlyFromAmong([.. ModuleBuild.Names]);

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command(
            "build",
            "Make a module whose model is constructed, not trained, as ONNX (operator set 13, float32), the same bytes each time, and write it with its manifest. Nothing is written when its SHA-256 is not the manifest's. Exit status: 0 written, 1 not written: standard error says why, 2 wrong options.")
        {
            Name, Module, Out, Force, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        try
        {
            var result = ModuleBuild.Run(parsed.GetValue(Name)!, parsed.GetValue(Module)!, parsed.GetValue(Out)!, parsed.GetValue(Force));
            Console.WriteLine(parsed.GetValue(Json) ? JsonOf(result) : string.Create(CultureInfo.InvariantCulture, $"{result.Name} {result.Version}: {result.Nodes} nodes, {result.Bytes} bytes\n{result.Sha256}  {result.Model}"));
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is ModuleException or IOException or UnauthorizedAccessException)
        {
            foreach (var line in e.Message.Split('\n'))
            {
                Console.Error.WriteLine($"edgectl module build: {line}");
            }

            return ExitCodes.Failed;
        }
    }

    private static string JsonOf(BuildResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("version", result.Version);
            json.WriteString("model", result.Model);
            json.WriteNumber("nodes", result.Nodes);
            json.WriteNumber("bytes", result.Bytes);
            json.WriteString("sha256", result.Sha256);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
