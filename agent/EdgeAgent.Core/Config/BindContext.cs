using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Where a binder tells what a schema could not: it collects all faults of one file with their places.</summary>
public sealed class BindContext
{
    private readonly List<ConfigFault> _faults;
    private readonly JsonMap _map;

    /// <summary>Makes a context for the element at <paramref name="path"/> of the document mapped by <paramref name="map"/>.</summary>
    public BindContext(string path, JsonMap map, List<ConfigFault> faults)
    {
        Path = path;
        _map = map;
        _faults = faults;
    }

    /// <summary>Path of the element that is bound.</summary>
    public string Path { get; }

    /// <summary>The file that is bound.</summary>
    public string File => _map.File;

    /// <summary>How many faults the file has so far.</summary>
    public int FaultCount => _faults.Count;

    /// <summary>True when a fault was told at this very place.</summary>
    public bool HasFault => _faults.Exists(f => f.Path == Path && f.File == File);

    /// <summary>A context for a member or item below, e.g. `devices[0]`.</summary>
    public BindContext At(string below) => new(below.StartsWith('[') || Path.Length == 0 ? Path + below : $"{Path}.{below}", _map, _faults);

    /// <summary>Tells a fault at this place.</summary>
    public void Fault(string problem, string expected = "") => _faults.Add(Note(problem, expected));

    /// <summary>Something to say about this place that is no fault by itself, such as a warning.</summary>
    public ConfigFault Note(string problem, string expected = "")
    {
        var (line, column) = _map.PlaceOf(Path);
        return new ConfigFault(_map.File, Path, line, column, problem, expected);
    }
}
