using System.Text.Json;

namespace EdgeAgent.Core.Config.Templates;

/// <summary>A device template that fits its schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kinds">Kinds of sources that it fits.</param>
/// <param name="Root">The document; lives as long as the library.</param>
/// <param name="Bytes">The file as read: part of a site's configuration hash.</param>
internal sealed record DeviceTemplate(string Name, IReadOnlyList<string> Kinds, JsonElement Root, byte[] Bytes)
{
    /// <summary>Members for a device that does not have them itself.</summary>
    public IEnumerable<JsonProperty> Members => Root.TryGetProperty("device", out var device) ? device.EnumerateObject() : [];

    /// <summary>Its points.</summary>
    public IEnumerable<JsonElement> Points => Root.Items("points");
}
