using System.Text.Json;

namespace EdgeAgent.Core.Config;

/// <summary>Where a binder tells what a schema could not: it collects all faults of one file with their places.</summary>
public sealed class BindContext
{
    private readonly List<ConfigFault> _faults;
    private readonly JsonMap _map;
    private readonly IReadOnlyDictionary<string, string>? _places;
    private readonly string _path;

    /// <summary>Makes a context for the element at <paramref name="path"/> of the document mapped by <paramref name="map"/>.</summary>
    public BindContext(string path, JsonMap map, List<ConfigFault> faults)
        : this(path, map, faults, null)
    {
    }

    private BindContext(string path, JsonMap map, List<ConfigFault> faults, IReadOnlyDictionary<string, string>? places)
    {
        _path = path;
        _map = map;
        _faults = faults;
        _places = places;
    }

    /// <summary>Path of the element that is bound, as it stands in the file.</summary>
    public string Path => InFile(_path);

    /// <summary>The file that is bound.</summary>
    public string File => _map.File;

    /// <summary>How many faults the file has so far.</summary>
    public int FaultCount => _faults.Count;

    /// <summary>True when a fault was told at this very place.</summary>
    public bool HasFault => _faults.Exists(f => f.Path == Path && f.File == File);

    /// <summary>A context for a member or item below, e.g. `devices[0]`.</summary>
    public BindContext At(string below) => new(below.StartsWith('[') || _path.Length == 0 ? _path + below : $"{_path}.{below}", _map, _faults, _places);

    /// <summary>Tells a fault at this place.</summary>
    public void Fault(string problem, string expected = "") => _faults.Add(Note(problem, expected));

    /// <summary>Something to say about this place that is no fault by itself, such as a warning.</summary>
    public ConfigFault Note(string problem, string expected = "")
    {
        var (line, column) = _map.PlaceOf(Path);
        return new ConfigFault(_map.File, Path, line, column, problem, expected);
    }

    /// <summary>The same place of a document from which parts were taken out: <paramref name="places"/> gives the path in the file by the path in what is left.</summary>
    internal BindContext Of(IReadOnlyDictionary<string, string> places) => new(_path, _map, _faults, places);

    private string InFile(string path)
    {
        for (var end = path.Length; _places is not null && end > 0; end = path.LastIndexOfAny(['.', '['], end - 1))
        {
            if (_places.TryGetValue(path[..end], out var place))
            {
                return place + path[end..];
            }
        }

        return path;
    }
}
