using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Try;

/// <summary>Draws what was found into a picture, and writes it by an ffmpeg child in the format that the file's name says.</summary>
internal static class Drawing
{
    private const int Bright = 235;
    private const int EndMs = 30_000;

    // Chroma of a few colours that are told apart on grey: by the class's number.
    private static readonly (byte U, byte V)[] Colors = [(90, 240), (54, 34), (240, 110), (16, 146), (166, 16), (202, 222)];

    /// <summary>Writes the picture; answers why it could not, or nothing.</summary>
    /// <param name="frame">The picture; it is drawn into.</param>
    /// <param name="found">What was found, with numbers of tracks.</param>
    /// <param name="lines">Lines to draw.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="path">The file.</param>
    public static string Write(YuvFrame frame, IReadOnlyList<(Detection Detection, long Track)> found, IReadOnlyList<PictureLine> lines, IReadOnlyList<string> labels, string path)
    {
        foreach (var line in lines)
        {
            Stroke(frame, line.FromX * frame.Width, line.FromY * frame.Height, line.ToX * frame.Width, line.ToY * frame.Height, (128, 128));
        }

        foreach (var (d, _) in found)
        {
            var color = Colors[d.Class % Colors.Length];
            Stroke(frame, d.Left, d.Top, d.Right, d.Top, color);
            Stroke(frame, d.Left, d.Bottom, d.Right, d.Bottom, color);
            Stroke(frame, d.Left, d.Top, d.Left, d.Bottom, color);
            Stroke(frame, d.Right, d.Top, d.Right, d.Bottom, color);
        }

        return Encode(frame, string.Join(',', found.Select(f => Caption(f.Detection, f.Track, labels)).Prepend("null")), path);
    }

    // Two pixels thick, as chroma has half the resolution.
    private static void Stroke(YuvFrame frame, double fromX, double fromY, double toX, double toY, (byte U, byte V) color)
    {
        var steps = (int)Math.Max(1, Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY)));
        var (luma, chroma) = (frame.Width * frame.Height, frame.ChromaWidth * frame.ChromaHeight);
        for (var i = 0; i <= steps; i++)
        {
            var x = Math.Clamp((int)(fromX + ((toX - fromX) * i / steps)), 0, frame.Width - 1) & ~1;
            var y = Math.Clamp((int)(fromY + ((toY - fromY) * i / steps)), 0, frame.Height - 1) & ~1;
            for (var p = 0; p < 4; p++)
            {
                frame.Bytes[(Math.Min(y + (p / 2), frame.Height - 1) * frame.Width) + Math.Min(x + (p % 2), frame.Width - 1)] = (byte)(Bright - 60);
            }

            var at = (y / 2 * frame.ChromaWidth) + (x / 2);
            (frame.Bytes[luma + at], frame.Bytes[luma + chroma + at]) = color;
        }
    }

    // What a label may hold that means something to a filter is left out.
    private static string Caption(in Detection d, long track, IReadOnlyList<string> labels)
    {
        var name = string.Concat(labels[d.Class].Where(c => char.IsAsciiLetterOrDigit(c) || c == ' '));
        var number = track > 0 ? $" {track}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"drawtext=x={(int)d.Left + 2}:y={Math.Max(0, (int)d.Top - 14)}:fontsize=12:fontcolor=white:box=1:boxcolor=black@0.5:text={name}{number} 0\\\\.{(int)(d.Score * 100):00}");
    }

    private static string Encode(YuvFrame frame, string filters, string path)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])
                 [
                     "-hide_banner", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", $"{frame.Width}x{frame.Height}", "-i", "pipe:0", "-vf", filters, "-frames:v", "1", "-update", "1", "-y",
                     "file:" + Path.GetFullPath(path),
                 ])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.BaseStream.Write(frame.Bytes);
            process.StandardInput.Close();
            var messages = process.StandardError.ReadToEnd().Trim();
            return !process.WaitForExit(EndMs) ? $"{path} cannot be drawn: ffmpeg does not end" : process.ExitCode == 0 ? "" : $"{path} cannot be drawn: {messages.ReplaceLineEndings("; ")}";
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return $"{path} cannot be drawn: {e.Message}";
        }
    }
}
