using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Native.Cameras;

/// <summary>An HTTP camera on loopback: JPEG pictures in a multipart answer, each path with manners of its own.</summary>
internal sealed class JpegCamera : IDisposable
{
    private const string Head = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n";
    private static readonly string Allowed = Convert.ToBase64String("edge:p@ss:w/rd"u8);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _picture;
    private readonly byte[] _small;
    private readonly Task _accepting;

    public JpegCamera(TempFolder folder)
    {
        (_picture, _small) = (Make(folder, "320x240"), Make(folder, "160x120"));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>When each path was asked for, by the machine's ticks.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<long>> Asked { get; } = new();

    public int CountOf(string path) => Asked.TryGetValue(path, out var asked) ? asked.Count : 0;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _accepting.Wait(5_000);
        _end.Dispose();
    }

    private static byte[] Make(TempFolder folder, string size)
    {
        var file = folder[$"{size}.jpg"];
        using var ffmpeg = new ChildProcess("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", $"testsrc=size={size}", "-frames:v", "1", "-pix_fmt", "yuvj420p", file]);
        Assert.True(ffmpeg.WaitForExit(30_000) == 0, ffmpeg.All);
        return File.ReadAllBytes(file);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await RequestAsync(stream);
                var path = request.Split(' ')[1];
                var asked = Asked.GetOrAdd(path, _ => new ConcurrentQueue<long>());
                asked.Enqueue(Environment.TickCount64);
                await BehaveAsync(stream, path, request, asked.Count);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or IndexOutOfRangeException)
            {
                // ffmpeg has gone, or the test is over.
            }
        }
    }

    private async Task<string> RequestAsync(NetworkStream stream)
    {
        var buffer = new byte[8_192];
        var length = 0;
        while (length < buffer.Length)
        {
            var got = await stream.ReadAsync(buffer.AsMemory(length), _end.Token);
            length += got;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            if (got == 0 || text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return text;
            }
        }

        return "";
    }

    private async Task BehaveAsync(NetworkStream stream, string path, string request, int time)
    {
        if (path == "/locked" && !request.Contains(Allowed, StringComparison.Ordinal))
        {
            await SendAsync(stream, "HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"camera\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            return;
        }

        await SendAsync(stream, Encoding.ASCII.GetBytes(Head));
        switch (path)
        {
            case "/slow":
                await PicturesAsync(stream, _picture, 1_000, int.MaxValue);
                break;
            case "/fast":
                await PicturesAsync(stream, _picture, 16, int.MaxValue);
                break;
            case "/garbage":
                var noise = new byte[4_096];
                new Random(time).NextBytes(noise);
                await RepeatAsync(stream, noise, 50);
                break;
            case "/endless":
                await SendAsync(stream, PartOf(_picture, 10_000_000)[..(_picture.Length / 2)]);
                await RepeatAsync(stream, [0x55], 500);
                break;
            case "/frozen":
                await PicturesAsync(stream, _picture, 200, 10);
                await Task.Delay(Timeout.Infinite, _end.Token);
                break;
            case "/cut":
                await PicturesAsync(stream, _picture, 200, 10);
                break;
            case "/resized" when time == 1:
                await PicturesAsync(stream, _picture, 200, 15);
                await PicturesAsync(stream, _small, 200, int.MaxValue);
                break;
            case "/resized":
                await PicturesAsync(stream, _small, 200, int.MaxValue);
                break;
            default:
                await PicturesAsync(stream, _picture, 200, int.MaxValue);
                break;
        }
    }

    private static byte[] PartOf(byte[] picture, int length) => [.. Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n"), .. picture, .. "\r\n"u8];

    private async Task PicturesAsync(NetworkStream stream, byte[] picture, int pauseMs, int count) => await RepeatAsync(stream, PartOf(picture, picture.Length), pauseMs, count);

    private async Task RepeatAsync(NetworkStream stream, byte[] bytes, int pauseMs, int count = int.MaxValue)
    {
        for (var i = 0; i < count; i++)
        {
            await SendAsync(stream, bytes);
            await Task.Delay(pauseMs, _end.Token);
        }
    }

    private async Task SendAsync(NetworkStream stream, byte[] bytes) => await stream.WriteAsync(bytes, _end.Token);
}
