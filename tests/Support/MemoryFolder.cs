namespace EdgeAgent.Tests.Support;

/// <summary>A folder of a test's own on the system's memory file system, where there is one: for tests that make many small files and need no real disk. Gone afterwards.</summary>
public sealed class MemoryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes it.</summary>
    public MemoryFolder()
    {
        Path = System.IO.Path.Combine(Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath(), $"edge-test-{Guid.NewGuid():n}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>A path below it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A program that was just killed may still be writing.
            return;
        }
    }
}
