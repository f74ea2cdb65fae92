using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;
using EdgeAgent.Inference.Series;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Series;

/// <summary>The runtime for all tests: a process has one. Where there is no library, tests skip and say why.</summary>
public sealed class Runtime : IDisposable
{
    private readonly OrtEnvironment? _environment;
    private readonly string _reason;
    private readonly TempFolder _folder = new();

    public Runtime()
    {
        if (OnnxFolder.Find(out _reason) is { } folder)
        {
            Assert.True(OrtLibrary.TryLoad([folder], out var library, out var fault), fault);
            _environment = OrtEnvironment.Open(library);
        }
    }

    /// <summary>Opens the small model; what is wrong is told.</summary>
    public SeriesModel? Open(SeriesManifest manifest, List<string> faults)
    {
        Assert.SkipWhen(_environment is null, _reason);
        File.WriteAllBytes(_folder["watch.onnx"], WatchModule.Model);
        return SeriesModel.Open(_environment!, manifest, _folder["watch.onnx"], faults);
    }

    /// <summary>Opens the small model, which fits.</summary>
    public SeriesModel Open(SeriesManifest manifest)
    {
        var faults = new List<string>();
        var model = Open(manifest, faults);
        Assert.Empty(faults);
        return model!;
    }

    public void Dispose()
    {
        _environment?.Dispose();
        _folder.Dispose();
    }
}

/// <summary>Tests that share the runtime.</summary>
[CollectionDefinition("runtime")]
public sealed class OneRuntime : ICollectionFixture<Runtime>;
