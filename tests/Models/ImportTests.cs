using System.Text.Json;
using EdgeAgent.Core.Modules;
using EdgeAgent.Tests.Support;
using EdgeCtl.Modules;
using EdgeCtl.Modules.Import;

namespace EdgeAgent.Tests.Models;

/// <summary>`edgectl module import` and `check`: what is written and what is refused.</summary>
public sealed class ImportTests
{
    [Fact]
    public void A_module_is_written_whole()
    {
        using var module = new SmallModule();
        var result = module.Import();
        Assert.Equal(("small", "1.0.0", module.Sha256, 6L, 1), (result.Name, result.Version, result.Sha256, result.Parameters, result.Nodes));
        Assert.Equal(["model.onnx", "module.json"], Directory.EnumerateFileSystemEntries(module.Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotNull(ModuleLoader.Load(module.Out, []));
    }

    [Fact]
    public void A_module_that_is_there_is_replaced_only_when_asked()
    {
        using var module = new SmallModule();
        module.Import();
        File.WriteAllText(Path.Combine(module.Out, "model.onnx"), "other");
        var fault = Assert.Throws<ModuleException>(() => module.Import());
        Assert.Contains("model.onnx: exists already; expected a folder without it, or --force", fault.Message, StringComparison.Ordinal);
        Assert.Equal("other", File.ReadAllText(Path.Combine(module.Out, "model.onnx")));
        module.Import(force: true);
        Assert.NotNull(ModuleLoader.Load(module.Out, []));
    }

    [Fact]
    public void A_failed_import_leaves_what_was_there()
    {
        using var module = new SmallModule();
        module.Import();
        var before = File.ReadAllBytes(Path.Combine(module.Out, "model.onnx"));
        module.WriteManifest(new string('0', 64));
        Assert.Throws<ModuleException>(() => module.Import(force: true));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(module.Out, "model.onnx")));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(module.Out).Count());
    }

    [Fact]
    public void Its_pictures_come_with_it()
    {
        using var module = new SmallModule();
        module.WriteManifest(module.Sha256, golden: ", \"golden\": [ { \"input\": \"a.png\", \"detections\": [] } ]");
        Assert.Contains("a.png", module.Fault(), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(module.Manifest, "a.png"), "picture");
        module.Import();
        Assert.Equal("picture", File.ReadAllText(Path.Combine(module.Out, "a.png")));
        Assert.Equal(3, Directory.EnumerateFileSystemEntries(module.Out).Count());
    }

    [Fact]
    public void Another_hash_than_the_manifests_is_refused()
    {
        using var module = new SmallModule();
        module.WriteManifest(new string('0', 64));
        Assert.Contains($"has the SHA-256 {module.Sha256}; expected {new string('0', 64)}", module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_weights_than_asked_are_refused()
    {
        using var module = new SmallModule();
        module.WeightsSha256 = ModuleLoader.HashOf(module.Weights);
        Assert.Equal(module.WeightsSha256, module.Import().WeightsSha256);
        Directory.Delete(module.Out, recursive: true);
        module.WeightsSha256 = new string('1', 64);
        Assert.Contains($"have the SHA-256 {ModuleLoader.HashOf(module.Weights)}; expected {new string('1', 64)}", module.Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("z", 16, "y", "input.name: \"z\" found; expected \"x\"")]
    [InlineData("x", 32, "y", "Float32 [1,3,16,32] found in the manifest; expected Float32 [1,3,16,16]")]
    [InlineData("x", 16, "z", "the model has no output \"z\"; expected some of y")]
    public void A_manifest_of_another_model_is_refused(string input, int size, string output, string told)
    {
        using var module = new SmallModule();
        module.WriteManifest(module.Sha256, input, size, output);
        Assert.Contains(told, module.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_manifest_is_refused()
    {
        using var module = new SmallModule();
        module.WriteManifest("12");
        Assert.Contains("model.sha256", module.Fault(), StringComparison.Ordinal);
        File.Delete(Path.Combine(module.Manifest, "module.json"));
        Assert.Contains("does not exist", module.Fault(), StringComparison.Ordinal);
    }

    // The kernel's own folders take no files, from root neither.
    [Theory]
    [InlineData("/proc/edge-module")]
    [InlineData("/proc/self")]
    [InlineData("/dev/null")]
    public void A_folder_that_takes_no_files_is_told(string folder)
    {
        using var module = new SmallModule { Out = folder };
        Assert.StartsWith(folder, module.Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Read")]
    [InlineData("Convert")]
    [InlineData("Write")]
    public void An_import_that_is_stopped_leaves_nothing(string step)
    {
        using var module = new SmallModule();
        using var stop = new CancellationTokenSource();
        var progress = new ImportProgress((now, _, _) => { if (now.ToString() == step) { stop.Cancel(); } }, stop.Token);
        var thrown = Record.Exception(() => module.Import(progress: progress));
        Assert.IsType<OperationCanceledException>(thrown);
        Assert.False(Directory.Exists(module.Out));
    }

    [Fact]
    public void The_command_tells_what_it_did()
    {
        using var module = new SmallModule();
        using var folder = new TempFolder();
        var (status, text) = Run("module", "import", module.Source, "--module", module.Manifest, "--out", folder["out"], "--json");
        Assert.True(status == 0, text);
        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal((module.Sha256, 1, 6, 7), (json.GetProperty("sha256").GetString(), json.GetProperty("nodes").GetInt32(), json.GetProperty("parameters").GetInt32(), json.GetProperty("sourceNodes").GetInt32()));
        Assert.Equal(new FileInfo(Path.Combine(folder["out"], "model.onnx")).Length, json.GetProperty("bytes").GetInt64());

        (status, text) = Run("module", "import", module.Source, "--module", module.Manifest, "--out", folder["out"]);
        Assert.Equal((1, true), (status, text.Contains("edgectl module import: ", StringComparison.Ordinal) && text.Contains("exists already", StringComparison.Ordinal)));
        (status, text) = Run("module", "import", module.Source, "--module", module.Manifest, "--out", folder["out"], "--force");
        Assert.True(status == 0 && text.Contains($"{module.Sha256}  {folder["out"]}", StringComparison.Ordinal), text);
    }

    [Fact]
    public void The_native_command_makes_the_same_bytes()
    {
        var native = NativeBinary.Find("edgectl", out var reason);
        Assert.SkipWhen(native is null, reason);
        using var module = new SmallModule(SmallModule.Good());
        using var folder = new TempFolder();
        using var process = new ChildProcess(native!, ["module", "import", module.Source, "--module", module.Manifest, "--out", folder["out"]]);
        Assert.True(process.WaitForExit(30_000) == 0, process.All);
        Assert.Equal(module.Sha256, ModuleLoader.HashOf(Path.Combine(folder["out"], "model.onnx")));
    }

    [Fact]
    public void The_check_tells_what_is_wrong()
    {
        using var module = new SmallModule();
        module.Import();
        var (status, text) = Run("module", "check", module.Out);
        Assert.Equal((0, "small 1.0.0: model.onnx is the one that module.json names"), (status, text.Trim()));
        File.AppendAllText(Path.Combine(module.Out, "model.onnx"), "x");
        (status, text) = Run("module", "check", module.Out);
        Assert.True(status == 1 && text.Contains("has the SHA-256", StringComparison.Ordinal), text);
        (status, text) = Run("module", "check", module.Out, "--json");
        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal((1, false, 1), (status, json.GetProperty("good").GetBoolean(), json.GetProperty("faults").GetArrayLength()));
    }

    [Theory]
    [InlineData("import", "--module", "--out", "--sha256", "--force", "--json", "SOURCE", "Exit status")]
    [InlineData("check", "FOLDER", "--json", "Exit status")]
    public void The_help_names_everything(string verb, params string[] words)
    {
        var (status, text) = Run("module", verb, "--help");
        Assert.Equal(0, status);
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--sha256 xyz", "--sha256: 'xyz' found; expected 64 hexadecimal digits")]
    [InlineData("--modul a", "--modul")]
    [InlineData("", "--module")]
    public void Wrong_options_are_told(string options, string told)
    {
        var (status, text) = Run(["module", "import", "model.json", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, status);
        Assert.Contains(told, text, StringComparison.Ordinal);
    }

    private static (int? Status, string Text) Run(params string[] arguments)
    {
        using var process = new ChildProcess(Path.Combine(AppContext.BaseDirectory, "edgectl"), arguments);
        var status = process.WaitForExit(30_000);
        return (status, process.All);
    }
}
