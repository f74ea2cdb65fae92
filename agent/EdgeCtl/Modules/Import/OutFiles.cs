namespace EdgeCtl.Modules.Import;

/// <summary>Files that are written beside their places under other names, and put there when all are whole; else nothing of them is left.</summary>
internal sealed class OutFiles : IDisposable
{
    private const string Ending = ".part";
    private readonly string _folder;
    private readonly string[] _names;
    private readonly bool _isNewFolder;
    private bool _isKept;

    /// <summary>Makes the folder where it is missing, and looks whether its files may be written.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="force">Whether files that are there may be replaced.</param>
    /// <param name="names">Names of all files, in the order in which they are put in place.</param>
    public OutFiles(string folder, bool force, string[] names)
    {
        _folder = folder;
        _names = names;
        if (!force && names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists) is { } there)
        {
            throw new ModuleException($"{there}: exists already; expected a folder without it, or --force to replace it");
        }

        _isNewFolder = !Directory.Exists(folder);
        Guard(folder, () => Directory.CreateDirectory(folder));
    }

    /// <summary>Where a file is until it is put in place.</summary>
    public string PathOf(string name) => Path.Combine(_folder, $".{name}{Ending}");

    /// <summary>Begins a file.</summary>
    public FileStream Create(string name) => Guard(Path.Combine(_folder, name), () => new FileStream(PathOf(name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));

    /// <summary>Copies a file.</summary>
    public void Copy(string from, string name)
    {
        using var target = Create(name);
        using var source = Guard(from, () => File.OpenRead(from));
        source.CopyTo(target);
        target.Flush(flushToDisk: true);
    }

    /// <summary>Puts all files in place, the manifest last: a folder without it is no module.</summary>
    public void Keep()
    {
        foreach (var name in _names)
        {
            Guard(Path.Combine(_folder, name), () =>
            {
                File.Move(PathOf(name), Path.Combine(_folder, name), overwrite: true);
                return true;
            });
        }

        _isKept = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isKept)
        {
            return;
        }

        foreach (var path in _names.Select(PathOf).Where(File.Exists))
        {
            File.Delete(path);
        }

        if (_isNewFolder && Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
        {
            Directory.Delete(_folder);
        }
    }

    private static T Guard<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModuleException($"{path}: {e.Message}");
        }
    }
}
