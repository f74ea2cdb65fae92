using System.Text.Json;

namespace EdgeCtl.Simulate.Site;

/// <summary>
/// One element of `sources` in a site file. Each protocol writes its own; where it is met is known only once its pty or its network port is there.
/// </summary>
internal abstract class SiteFragment
{
    /// <summary>Kind of the source.</summary>
    public abstract string Kind { get; }

    /// <summary>Devices that it names.</summary>
    public abstract int Devices { get; }

    /// <summary>Points that it names.</summary>
    public abstract int Points { get; }

    /// <summary>True for devices that are asked, whose master must know of an echo.</summary>
    public virtual bool IsPolled => false;

    /// <summary>Writes the element.</summary>
    public void Write(Utf8JsonWriter json, SitePlace place)
    {
        json.WriteStartObject();
        json.WriteString("kind", Kind);
        if (IsPolled && place.Echo)
        {
            json.WriteBoolean("echo", true);
        }

        WriteMembers(json, place);
        json.WriteEndObject();
    }

    /// <summary>Writes the members behind `kind`.</summary>
    protected abstract void WriteMembers(Utf8JsonWriter json, SitePlace place);
}
