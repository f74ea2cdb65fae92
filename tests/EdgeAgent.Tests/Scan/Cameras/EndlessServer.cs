using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>Answers each request with bytes that do not end, and counts what it got rid of.</summary>
internal sealed class EndlessServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _head;
    private long _sent;

    public EndlessServer(bool hasLength)
    {
        _head = System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n{(hasLength ? "Content-Length: 1099511627776" : "Connection: close")}\r\n\r\n");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that somebody took, or the kernel for them.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var chunk = new byte[65_536];
        try
        {
            _ = await stream.ReadAsync(chunk);
            await stream.WriteAsync(_head);
            while (Sent < 1L << 31)
            {
                await stream.WriteAsync(chunk);
                Interlocked.Add(ref _sent, chunk.Length);
            }
        }
        catch (IOException)
        {
            // Cut off.
        }
    }
}
