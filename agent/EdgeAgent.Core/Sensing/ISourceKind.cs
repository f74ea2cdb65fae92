using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Core.Sensing;

/// <summary>A kind of source in the site file. A new sensor kind is one folder with one of these, and one line in the executables' registry.</summary>
public interface ISourceKind
{
    /// <summary>Value of `kind` in the site file.</summary>
    string Name { get; }

    /// <summary>JSON Schema (the subset that the schema walker knows) of one element of `sources`; may use `#/$defs/...` of the site schema.</summary>
    string Schema { get; }

    /// <summary>
    /// Turns an element that fits <see cref="Schema"/> into a plan. What a schema cannot tell (overlaps, impossible combinations) is told to
    /// <paramref name="context"/>, all of it; null when anything was. No I/O.
    /// </summary>
    SourcePlan? Bind(JsonElement source, BindContext context);
}
