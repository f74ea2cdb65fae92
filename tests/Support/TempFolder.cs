namespace EdgeAgent.Tests.Support;

/// <summary>A folder of a test's own, gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    public TempFolder() => Path = Directory.CreateTempSubdirectory("edge-test-").FullName;

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
            // A program that was just killed may still be writing; the system clears its temporary folder.
        }
    }
}
