using EdgeAgent.Core.Config;
using EdgeAgent.Core.Mqtt;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>Begins connections to a source's broker.</summary>
/// <param name="config">The broker.</param>
/// <param name="secretsPath">Folder of the secrets.</param>
internal sealed class BrokerOpener(MqttSourceConfig config, string secretsPath)
{
    /// <summary>Begins to connect. Throws <see cref="IOException"/> with what to do.</summary>
    public MosquittoClient Open(bool isVersion5, IMqttMessages sink)
    {
        var client = Create(isVersion5);
        try
        {
            client.Sink = sink;
            if (config.User.Length > 0)
            {
                Check(client.SetUser(config.User, config.PasswordSecret.Length == 0 ? null : Secrets.In(secretsPath).Read(config.PasswordSecret)), "the user cannot be set");
            }

            if (config.IsSecure)
            {
                Check(client.SetTls(config.CaFile, config.CertFile, config.KeyFile), "TLS cannot be set up, see the files of ca, cert and key");
            }

            Check(client.Connect(config.Server.IdnHost.Trim('[', ']'), config.Port, config.KeepAliveS), "no connection");
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private MosquittoClient Create(bool isVersion5)
    {
        try
        {
            return MosquittoClient.Create(config.ClientId.Length == 0 ? null : config.ClientId, isVersion5);
        }
        catch (DllNotFoundException)
        {
            throw new IOException("libmosquitto.so.1 is missing; expected the Debian package libmosquitto1");
        }
    }

    private static void Check(int error, string what)
    {
        if (error != MosquittoCodes.Success)
        {
            throw new IOException($"{what}: {MosquittoClient.TextOf(error)}");
        }
    }
}
