using System.Globalization;
using EdgeAgent.Core.Modules;
using EdgeAgent.Tests.Support;
using EdgeCtl.Modules.Import;

namespace EdgeAgent.Tests.Models;

/// <summary>The detector that is shipped: the original by TF.js against what `edgectl module import` made of it.</summary>
public sealed class NanoDetTests(ITestOutputHelper output)
{
    private const string Shapes = "1,2704,80 1,676,80 1,169,80 1,2704,44 1,676,44 1,169,44";

    private static readonly string Source = Path.Combine(Comparison.Root, "artifacts", "models", "nanodet-g", "nanodet.json");
    private static readonly string Module = Path.Combine(Comparison.Root, "modules", "models", "nanodet-g");

    [Fact]
    public void The_imported_model_gives_what_the_original_gives()
    {
        SkipWithoutModel();
        Assert.SkipWhen(Comparison.Missing is not null, Comparison.Missing ?? "");
        using var folder = new TempFolder();
        var onnx = Import(folder["module"]).Model;

        // The plain backend is the reference; the fast one gives more inputs in the same time. -2.2 to 2.7 is what pictures become.
        var results = Comparison.Run(folder, [
            Comparison.Case("cpu, seed 1", Source, onnx, "cpu", 1),
            Comparison.Case("wasm, seed 1", Source, onnx, "wasm", 1),
            Comparison.Case("wasm, seed 2", Source, onnx, "wasm", 2),
            Comparison.Case("wasm, seed 3, small numbers", Source, onnx, "wasm", 3, 0.1),
        ]);
        foreach (var (name, result) in results)
        {
            output.WriteLine($"{name}: {result}");
            Assert.True(result.Difference <= Comparison.Within, $"{name}: {result}");
            Assert.Equal(Shapes, string.Join(' ', result.Outputs.Select(o => o.Shape)));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest difference {results.Values.Max(r => r.Difference):E2}"));
    }

    [Fact]
    public void It_is_made_the_same_each_time_and_checks()
    {
        SkipWithoutModel();
        using var folder = new TempFolder();
        var (first, second) = (Import(folder["a"]), Import(folder["b"]));
        Assert.Equal(File.ReadAllBytes(first.Model), File.ReadAllBytes(second.Model));
        Assert.Equal(first.Bytes, new FileInfo(first.Model).Length);
        Assert.NotNull(ModuleLoader.Load(folder["a"], []));
        output.WriteLine($"{first}");
    }

    [Fact]
    public void The_native_command_makes_it_too()
    {
        SkipWithoutModel();
        var native = NativeBinary.Find("edgectl", out var reason);
        Assert.SkipWhen(native is null, reason);
        using var folder = new TempFolder();
        using var process = new ChildProcess(native!, ["module", "import", Source, "--module", Module, "--out", folder["out"], "--json"]);
        Assert.True(process.WaitForExit(60_000) == 0, process.All);
        Assert.NotNull(ModuleLoader.Load(folder["out"], []));
    }

    [Fact]
    public void Pictures_stay_as_they_are_but_for_its_outputs()
    {
        SkipWithoutModel();
        using var folder = new TempFolder();
        var operations = OpRuns.Import(Source, folder["model.onnx"]).Nodes.CountBy(n => n.Op).OrderBy(n => n.Key, StringComparer.Ordinal);
        Assert.Equal(
            "Add 4, Concat 12, Conv 34, LeakyRelu 28, MaxPool 1, Reshape 6, Resize 4, Sigmoid 3, Split 3, Transpose 6",
            string.Join(", ", operations.Select(n => $"{n.Key} {n.Value}")));
    }

    private static ImportResult Import(string folder) => ModuleImport.Run(new ImportRequest(Source, Module, folder, null, false), ImportProgress.None);

    private static void SkipWithoutModel() => Assert.SkipUnless(File.Exists(Source), "the model's source is not there: packaging/model nanodet-g fetches it");
}
