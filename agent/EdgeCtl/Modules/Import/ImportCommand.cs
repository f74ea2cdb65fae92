using System.CommandLine;
using System.CommandLine.Parsing;

namespace EdgeCtl.Modules.Import;

/// <summary>`edgectl module import`: a TF.js graph model becomes a module's ONNX model.</summary>
internal static class ImportCommand
{
    private const int HexDigits = 64;

    private static readonly Argument<string> Source = new("SOURCE")
    {
        Description = "model.json of a TensorFlow.js graph model, its files of weights beside it",
    };

    private static readonly Option<string> Module = new("--module")
    {
        Description = "Folder with the module's module.json, which pins the SHA-256 of the result",
        HelpName = "FOLDER",
        Required = true,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder that model and module.json are written to; made where it is missing",
        HelpName = "FOLDER",
        Required = true,
    };

    private static readonly Option<string?> Sha256 = new("--sha256")
    {
        Description = "SHA-256 that the weights must have: of all their files, in the order of model.json; any when left out",
        HelpName = "HEX",
        CustomParser = ParseHash,
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a module that is in the folder already" };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON line, for programs" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command(
            "import",
            "Convert a TensorFlow.js graph model to ONNX (operator set 13, float32), the same bytes each time, and write it with its manifest. Nothing is written when the model cannot be converted or its SHA-256 is not the manifest's. Exit status: 0 written, 1 not written: the last lines of standard error say why, 2 wrong options.")
        {
            Source, Module, Out, Sha256, Force, Json,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var request = new ImportRequest(
            parsed.GetValue(Source)!, parsed.GetValue(Module)!, parsed.GetValue(Out)!, parsed.GetValue(Sha256), parsed.GetValue(Force));
        try
        {
            var result = ImportReport.Watch(parsed.GetValue(Json), progress => ModuleImport.Run(request, progress), cancel);
            ImportReport.Tell(result, parsed.GetValue(Json));
            return ExitCodes.Ok;
        }
        catch (ModuleException e)
        {
            return Complain(e.Message);
        }
        catch (OperationCanceledException)
        {
            return Complain("stopped; nothing was written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Complain(e.Message);
        }
    }

    private static int Complain(string fault)
    {
        foreach (var line in fault.Split('\n'))
        {
            Console.Error.WriteLine($"edgectl module import: {line}");
        }

        return ExitCodes.Failed;
    }

    private static string? ParseHash(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text.Length == HexDigits && text.All(char.IsAsciiHexDigit))
        {
            return text.ToLowerInvariant();
        }

        result.AddError($"--sha256: '{TfJs.TfNode.Shown(text)}' found; expected {HexDigits} hexadecimal digits");
        return null;
    }
}
