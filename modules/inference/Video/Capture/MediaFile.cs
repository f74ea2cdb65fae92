using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>A picture or clip on disk, decoded by an ffmpeg child as fast as it is read. Not thread-safe.</summary>
public sealed class MediaFile : IDisposable
{
    private const int MostMessages = 4_096;
    private const int EndMs = 5_000;
    private const int BufferBytes = 1 << 16;

    private readonly Process _process;
    private readonly BufferedStream _stream;
    private readonly Y4mReader _reader;
    private readonly StringBuilder _messages = new();

    private MediaFile(Process process)
    {
        _process = process;
        _stream = new BufferedStream(process.StandardOutput.BaseStream, BufferBytes);
        _reader = new Y4mReader(_stream);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Size and rate.</summary>
    public Y4mHeader Header => _reader.Header;

    /// <summary>Why there are no more frames; empty at the file's end.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Opens a file; null with why it cannot be decoded.</summary>
    public static MediaFile? Open(string path, out string fault)
    {
        if (!File.Exists(path))
        {
            fault = Directory.Exists(path) ? "is a folder; expected a picture or clip" : "does not exist";
            return null;
        }

        Process process;
        try
        {
            process = Process.Start(StartOf(path))!;
        }
        catch (Win32Exception e)
        {
            fault = $"ffmpeg cannot be started ({e.Message}): install the package ffmpeg";
            return null;
        }

        var file = new MediaFile(process);
        if (file._reader.TryBegin())
        {
            fault = "";
            return file;
        }

        fault = file.WhyEnded() is { Length: > 0 } why ? why : "holds no picture";
        file.Dispose();
        return null;
    }

    /// <summary>A frame for this file.</summary>
    public YuvFrame MakeFrame() => _reader.MakeFrame();

    /// <summary>Decodes the next frame; false at the end, or with <see cref="Fault"/>.</summary>
    public bool TryRead(YuvFrame frame)
    {
        if (_reader.TryRead(frame))
        {
            return true;
        }

        Fault = WhyEnded();
        return false;
    }

    /// <summary>Ends ffmpeg.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _stream.Dispose();
        _process.Dispose();
    }

    // A file that names others, such as a playlist, must not make the gateway fetch them: files alone.
    private static ProcessStartInfo StartOf(string path)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])
                 [
                     "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file", "-threads", "1", "-i", "file:" + Path.GetFullPath(path), "-map", "0:v:0", "-an", "-sn", "-dn",
                     "-vf", "scale=out_color_matrix=bt601:out_range=tv", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "-f", "yuv4mpegpipe", "-",
                 ])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private string WhyEnded()
    {
        if (!_process.WaitForExit(EndMs))
        {
            return "ffmpeg does not end";
        }

        // Without a limit it waits for the end of the messages too.
        _process.WaitForExit();
        lock (_messages)
        {
            return _process.ExitCode == 0 ? _reader.Fault : _messages.Length > 0 ? _messages.ToString() : $"ffmpeg ended with {_process.ExitCode}";
        }
    }

    private void Note(string? line)
    {
        lock (_messages)
        {
            if (line is not null && _messages.Length + line.Length < MostMessages)
            {
                _messages.Append(_messages.Length > 0 ? "; " : "").Append(line.Trim());
            }
        }
    }
}
