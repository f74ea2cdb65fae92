using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAgent.Inference.Video.Cameras;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>
/// How ffmpeg is started for a camera. An argument can be read by everybody on the machine, so addresses are told by standard input, as a list for ffmpeg's concat demuxer
/// (https://ffmpeg.org/ffmpeg-formats.html#concat).
/// </summary>
public static class FfmpegCommand
{
    /// <summary>A stream that gives nothing for so long is given up by ffmpeg itself, ms; the capture's own patience ends later.</summary>
    public const long SocketMs = 7_000;

    private const string Helper = "/usr/bin/setpriv";

    /// <summary>The start of ffmpeg. It ends with the thread that starts it, also when that is killed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="decode">ffmpeg's arguments that switch hardware decoding on.</param>
    public static ProcessStartInfo StartOf(StreamPlan stream, IReadOnlyList<string> decode)
    {
        var isHelped = File.Exists(Helper);
        var start = new ProcessStartInfo(isHelped ? Helper : "ffmpeg") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] helped = isHelped ? ["--pdeathsig", "KILL", "ffmpeg"] : [];
        foreach (var argument in (string[])[.. helped, "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", .. decode, .. InputOf(stream), .. OutputOf(stream)])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>What ffmpeg is told by standard input: the address, with user and password.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="password">The password; empty for none.</param>
    public static string ListOf(StreamPlan stream, string password)
    {
        if (stream.Kind is StreamKind.Device or StreamKind.File)
        {
            return "";
        }

        var list = new StringBuilder("ffconcat version 1.0\n");
        list.Append(CultureInfo.InvariantCulture, $"file '{Address(stream, password)}'\n");
        foreach (var option in stream.Kind == StreamKind.Rtsp ? (string[])["rtsp_transport tcp", $"timeout {SocketMs * 1_000}"] : [$"rw_timeout {SocketMs * 1_000}"])
        {
            list.Append(CultureInfo.InvariantCulture, $"option {option}\n");
        }

        return list.ToString();
    }

    private static string Address(StreamPlan stream, string password)
    {
        var at = stream.Address.IndexOf("://", StringComparison.Ordinal) + 3;
        var user = stream.User.Length == 0 ? "" : $"{Uri.EscapeDataString(stream.User)}:{Uri.EscapeDataString(password)}@";
        return stream.Address[..at] + user + stream.Address[at..];
    }

    private static IEnumerable<string> InputOf(StreamPlan stream)
    {
        switch (stream.Kind)
        {
            case StreamKind.Device:
                return [.. stream.Size.Length > 0 ? (string[])["-video_size", stream.Size] : [], "-f", "v4l2", "-i", stream.Address];
            case StreamKind.File:
                // A file that names others, such as a playlist, must not make the gateway fetch them.
                return [.. stream.Repeats ? (string[])["-stream_loop", "-1"] : [], "-re", "-protocol_whitelist", "file", "-i", "file:" + stream.Address];
            default:
                // Multipart JPEG carries no times: ffmpeg would count 25 pictures a second whatever comes.
                string[] isClocked = stream.Kind == StreamKind.Http ? ["-use_wallclock_as_timestamps", "1"] : [];
                return [.. isClocked, "-fflags", "+discardcorrupt", "-f", "concat", "-safe", "0", "-protocol_whitelist", stream.Kind == StreamKind.Rtsp ? "pipe,rtsp,rtsps,rtp,tcp,tls" : "pipe,http,https,httpproxy,tcp,tls", "-i", "pipe:0"];
        }
    }

    // showinfo comes before anything that scales: it tells the size in which pictures come. Times that go backwards begin anew.
    private static string[] OutputOf(StreamPlan stream)
    {
        var pause = string.Create(CultureInfo.InvariantCulture, $"{0.95 / stream.Rate:0.####}");
        return
        [
            "-map", "0:v:0", "-an", "-sn", "-dn", "-vf", $"select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,{pause})+lt(t\\,prev_selected_t)',showinfo=checksum=0,scale=out_color_matrix=bt601:out_range=tv",
            "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "-f", "yuv4mpegpipe", "-",
        ];
    }
}
