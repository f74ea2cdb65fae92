using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Models;

/// <summary>compare.js: TF.js and ONNX Runtime on the same inputs, both made by others.</summary>
internal static class Comparison
{
    /// <summary>Most that an output may be off.</summary>
    public const double Within = 2e-5;

    private const int RunMs = 120_000;

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Why no comparison can be made; null when it can.</summary>
    public static string? Missing => Directory.Exists(Path.Combine(Root, "tests", "Models", "node_modules", "onnxruntime-node"))
        ? null
        : "the npm packages of tests/Models are not installed: npm ci there";

    /// <summary>One case for <see cref="Run"/>.</summary>
    public static JsonObject Case(string name, string model, string onnx, string backend = "cpu", int seed = 1, double range = 2.5) =>
        new() { ["name"] = name, ["model"] = model, ["onnx"] = onnx, ["backend"] = backend, ["seed"] = seed, ["range"] = range };

    /// <summary>Runs the cases; for each its outputs' names and shapes with the largest differences, or what failed.</summary>
    public static Dictionary<string, Compared> Run(TempFolder folder, IEnumerable<JsonObject> cases)
    {
        var file = folder["cases.json"];
        File.WriteAllText(file, new JsonArray([.. cases]).ToJsonString());
        using var node = new ChildProcess("node", [Path.Combine(Root, "tests", "Models", "compare.js"), file]);
        Assert.True(node.WaitForExit(RunMs) == 0, node.All);
        using var results = JsonDocument.Parse(node.Output.Last(line => line.StartsWith('[')));
        return results.RootElement.EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!, Read);
    }

    private static Compared Read(JsonElement result) => new(
        result.TryGetProperty("error", out var error) ? error.GetString()! : "",
        [.. result.GetProperty("outputs").EnumerateArray().Select(o => new ComparedOutput(
            o.GetProperty("name").GetString()!,
            string.Join(',', o.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32().ToString(CultureInfo.InvariantCulture))),
            o.GetProperty("difference").GetDouble()))]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeAgent.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"no EdgeAgent.sln in or above {AppContext.BaseDirectory}");
    }
}
