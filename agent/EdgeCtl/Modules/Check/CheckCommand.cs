using System.CommandLine;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Modules;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Modules.Check;

/// <summary>`edgectl module check`: reads a module's manifest and compares its files with their hashes.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "Folder with module.json and the files that it names" };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON line, for programs" };

    /// <summary>Makes the verb.</summary>
    public static Command Make()
    {
        var command = new Command("check", "Read a module's manifest and compare its model and its pictures, if any, with their SHA-256. Exit status: 0 all is well, 1 something is not: each fault is told, 2 wrong options.") { Folder, Json };
        command.SetAction(parsed => Run(parsed.GetValue(Folder)!, parsed.GetValue(Json)));
        return command;
    }

    private static int Run(string folder, bool isJson)
    {
        var faults = new List<ConfigFault>();
        var manifest = ModuleLoader.Load(folder, faults);
        if (isJson)
        {
            Console.WriteLine(JsonOf(folder, manifest, faults));
        }
        else if (manifest is not null)
        {
            Console.WriteLine($"{manifest.Name} {manifest.Version}: {manifest.ModelFile} is the one that {ModuleLoader.FileName} names");
        }

        foreach (var fault in isJson ? [] : faults)
        {
            Console.Error.WriteLine($"edgectl module check: {fault}");
        }

        return manifest is null ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static string JsonOf(string folder, ModuleManifest? manifest, List<ConfigFault> faults)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("folder", folder);
            json.WriteBoolean("good", manifest is not null);
            if (manifest is not null)
            {
                json.WriteString("name", manifest.Name);
                json.WriteString("version", manifest.Version);
                json.WriteString("sha256", manifest.ModelSha256);
            }

            json.WriteStartArray("faults");
            faults.ForEach(f => json.WriteStringValue(f.ToString()));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
