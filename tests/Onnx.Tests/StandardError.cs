using System.Runtime.InteropServices;

namespace EdgeAgent.Tests.Onnx;

/// <summary>This process's standard error (descriptor 2) into a file until it is disposed, native code's too.</summary>
internal sealed partial class StandardError : IDisposable
{
    private const int Descriptor = 2;
    private readonly int _saved;

    private StandardError(string path)
    {
        _saved = Duplicate(Descriptor);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        Assert.Equal(Descriptor, DuplicateTo((int)file.DangerousGetHandle(), Descriptor));
    }

    public static StandardError Into(string path) => new(path);

    public void Dispose()
    {
        _ = DuplicateTo(_saved, Descriptor);
        _ = Close(_saved);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateTo(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
