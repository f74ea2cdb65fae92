using EdgeAgent.Inference.Onnx;
using EdgeAgent.Tests.Support;
using EdgeAgent.Tests.Support.Onnx;

namespace EdgeAgent.Tests.Onnx;

/// <summary>Finding the library, and files that are none.</summary>
public sealed class LibraryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_library_that_is_nowhere_is_a_fault_that_names_the_places()
    {
        Assert.False(OrtLibrary.TryLoad([_folder.Path, _folder["lib"]], ["libonnxruntime-that-is-nowhere.so"], out var library, out var fault));
        Assert.Null(library);
        Assert.Equal($"no libonnxruntime.so.1 in {_folder.Path}, {_folder["lib"]} or where the system's loader looks", fault);
    }

    [Fact]
    public void A_file_that_is_no_library_is_a_fault_with_the_loaders_reason()
    {
        File.WriteAllText(_folder["libonnxruntime.so.1"], "not a library");
        Assert.False(OrtLibrary.TryLoad([_folder.Path], [], out _, out var fault));
        Assert.StartsWith($"{_folder["libonnxruntime.so.1"]}: cannot be loaded: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [Fact]
    public void Another_library_of_that_name_is_a_fault()
    {
        Compile("libonnxruntime.so", "int nothing(void) { return 0; }");
        Assert.False(OrtLibrary.TryLoad([_folder.Path], [], out _, out var fault));
        Assert.Equal($"{_folder["libonnxruntime.so"]}: is not ONNX Runtime: it has no OrtGetApiBase", fault);
    }

    [Theory]
    [InlineData("1.13.1", "is ONNX Runtime 1.13.1; 1.14 or later is needed")]
    [InlineData("0.9", "is ONNX Runtime 0.9; 1.14 or later is needed")]
    [InlineData("soon", "tells the version 'soon', which is none")]
    [InlineData("1.99.0-dev", "is ONNX Runtime 1.99.0-dev, which has no API version 14")]
    public void A_version_that_will_not_do_is_a_fault(string version, string expected)
    {
        Compile("libonnxruntime.so.1", FakeOf(version));
        Assert.False(OrtLibrary.TryLoad([_folder.Path], [], out _, out var fault));
        Assert.Equal($"{_folder["libonnxruntime.so.1"]}: {expected}", fault);
    }

    [Fact]
    public void A_version_that_will_not_do_is_not_asked_for_its_functions()
    {
        // The real one writes about it to standard error; this one would end the process.
        Compile("libonnxruntime.so.1", FakeOf("1.10.0", "abort();"));
        Assert.False(OrtLibrary.TryLoad([_folder.Path], [], out _, out _));
    }

    [Fact]
    public void The_library_is_taken_from_a_later_folder_when_an_earlier_one_has_a_bad_one()
    {
        var good = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(good is null, reason);
        File.WriteAllText(_folder["libonnxruntime.so.1"], "not a library");
        Assert.True(OrtLibrary.TryLoad([_folder.Path, good!], out var library, out var fault), fault);
        Assert.Equal(Path.Combine(good!, "libonnxruntime.so.1"), library.Path);
        Assert.True(library.Version >= OrtLibrary.OldestVersion, library.Version.ToString());
    }

    [Fact]
    public void The_systems_loader_is_asked_when_no_folder_has_the_library()
    {
        var good = OnnxFolder.Find(out var reason);
        Assert.SkipWhen(good is null, reason);
        string[] names = ["libonnxruntime-that-is-nowhere.so", Path.Combine(good!, "libonnxruntime.so.1")];
        Assert.True(OrtLibrary.TryLoad([_folder.Path], names, out var library, out var fault), fault);
        Assert.Equal(names[1], library.Path);
    }

    public void Dispose() => _folder.Dispose();

    private static string FakeOf(string version, string inGetApi = "") =>
        $$"""
        #include <stdlib.h>
        struct base { const void* (*get)(unsigned); const char* (*version)(void); };
        static const void* get(unsigned number) { {{inGetApi}} return 0; }
        static const char* version(void) { return "{{version}}"; }
        static const struct base fake = { get, version };
        const struct base* OrtGetApiBase(void) { return &fake; }
        """;

    private void Compile(string name, string code)
    {
        File.WriteAllText(_folder["fake.c"], code);
        Assert.Null(SystemCommand.Run("gcc", "-shared", "-fPIC", "-o", _folder[name], _folder["fake.c"]));
    }
}
