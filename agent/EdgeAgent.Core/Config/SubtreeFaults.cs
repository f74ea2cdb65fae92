namespace EdgeAgent.Core.Config;

/// <summary>Which parts of a file fit their schema: a part with a fault in it cannot be bound, the others can. A snapshot: later faults do not change it.</summary>
internal sealed class SubtreeFaults
{
    private readonly HashSet<string> _within = new(StringComparer.Ordinal);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>Takes the faults of <paramref name="file"/> that were told so far.</summary>
    public SubtreeFaults(string file, IEnumerable<ConfigFault> faults)
    {
        foreach (var fault in faults.Where(f => f.File == file))
        {
            _own.Add(fault.Path);
            for (var path = fault.Path; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
            {
                _within.Add(path);
            }
        }
    }

    /// <summary>True when neither the element at a path nor anything below it has a fault.</summary>
    public bool IsSound(string path) => !_within.Contains(path);

    /// <summary>True when the element itself has no fault; what is below it may have.</summary>
    public bool IsSoundItself(string path) => !_own.Contains(path);
}
