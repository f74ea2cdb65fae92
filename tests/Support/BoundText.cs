using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Config;

namespace EdgeAgent.Tests.Support;

/// <summary>A JSON document with the place that its binder tells faults to.</summary>
public sealed class BoundText : IDisposable
{
    private readonly JsonDocument _document;

    /// <summary>Parses <paramref name="json"/>.</summary>
    public BoundText(string json)
    {
        _document = JsonDocument.Parse(json);
        Context = new BindContext("", JsonMap.Of("text", Encoding.UTF8.GetBytes(json), default), Faults);
    }

    /// <summary>The document.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Its root's place.</summary>
    public BindContext Context { get; }

    /// <summary>What was told.</summary>
    public List<ConfigFault> Faults { get; } = [];

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();
}
