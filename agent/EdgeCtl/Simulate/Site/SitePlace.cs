using System.Text.Json;

namespace EdgeCtl.Simulate.Site;

/// <summary>Where a source is met; one of the three is not empty.</summary>
/// <param name="Port">Port of the profile.</param>
/// <param name="Server">host:port to connect to.</param>
/// <param name="Listen">host:port to listen on.</param>
internal readonly record struct SitePlace(string Port, string Server = "", string Listen = "")
{
    /// <summary>True when the line returns what is sent.</summary>
    public bool Echo { get; init; }

    /// <summary>Writes `port`, `server` or `listen`.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Port.Length > 0)
        {
            json.WriteString("port", Port);
        }
        else
        {
            json.WriteString(Server.Length > 0 ? "server" : "listen", Server.Length > 0 ? Server : Listen);
        }
    }
}
