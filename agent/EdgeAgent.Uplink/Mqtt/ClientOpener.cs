using EdgeAgent.Core.Config;
using EdgeAgent.Core.Mqtt;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Makes a connection to one of an uplink's servers: user, password, TLS and Last Will.</summary>
/// <param name="config">The uplink.</param>
/// <param name="clientId">Client id.</param>
/// <param name="secretsPath">Folder of the secrets.</param>
/// <param name="willTopic">Topic of the Last Will.</param>
/// <param name="will">What it says.</param>
internal sealed class ClientOpener(MqttUplinkConfig config, string clientId, string secretsPath, string willTopic, ReadOnlyMemory<byte> will)
{
    private readonly string[] _names = [.. config.Servers.Select(s => $"{s.Scheme}://{s.Host}:{PortOf(s)}")];

    /// <summary>A server's address without credentials.</summary>
    public string NameOf(int server) => _names[server];

    /// <summary>Begins to connect. Throws <see cref="IOException"/> with what to do.</summary>
    public MosquittoClient Open(int server, bool isVersion5) => Open(server, isVersion5, will, retainsWill: true);

    /// <summary>The same with a Last Will for this connection.</summary>
    public MosquittoClient Open(int server, bool isVersion5, ReadOnlyMemory<byte> lastWill, bool retainsWill)
    {
        var address = config.Servers[server];
        var client = MosquittoClient.Create(clientId, isVersion5, config.InFlight);
        try
        {
            if (config.User.Length > 0)
            {
                Check(client.SetUser(config.User, ReadPassword()));
            }

            if (address.Scheme == "mqtts")
            {
                Check(client.SetTls(config.CaFile, config.CertFile, config.KeyFile), "TLS cannot be set up, see the files of caFile, certFile and keyFile");
            }

            Check(client.SetWill(willTopic, lastWill.Span, retainsWill));
            Check(client.Connect(address.IdnHost.Trim('[', ']'), PortOf(address), config.KeepAliveS));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static int PortOf(Uri server) => server.Port > 0 ? server.Port : server.Scheme == "mqtts" ? 8883 : 1883;

    private static void Check(int error, string? what = null)
    {
        if (error != 0)
        {
            throw new IOException(what is null ? MosquittoClient.TextOf(error) : $"{what}: {MosquittoClient.TextOf(error)}");
        }
    }

    private string? ReadPassword() => config.PasswordSecret.Length == 0 ? null : Secrets.In(secretsPath).Read(config.PasswordSecret);
}
