using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>Asks a module's process for pictures, for people who look. Who asks for the same camera meanwhile gets the same picture. Thread-safe.</summary>
internal sealed class PictureDesk
{
    private const int PictureMs = 5_000;

    private readonly ConcurrentDictionary<int, TaskCompletionSource<byte[]?>> _asked = new();

    /// <summary>The next picture of a camera; null when none comes within 5 s.</summary>
    public async Task<byte[]?> AskAsync(ChildProcess child, int camera, CancellationToken cancel)
    {
        var answer = _asked.GetOrAdd(camera, static _ => new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!child.TryTell(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"picture\":{camera}}}"))))
        {
            return null;
        }

        try
        {
            return await answer.Task.WaitAsync(TimeSpan.FromMilliseconds(PictureMs), cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Takes a picture that was asked for.</summary>
    public void Take(PictureMessage picture)
    {
        if (_asked.TryRemove(picture.Camera, out var asked))
        {
            asked.TrySetResult(picture.Jpeg.Length > 0 ? picture.Jpeg : null);
        }
    }

    /// <summary>Nobody waits any longer.</summary>
    public void End()
    {
        foreach (var asked in _asked.Values)
        {
            asked.TrySetResult(null);
        }
    }
}
