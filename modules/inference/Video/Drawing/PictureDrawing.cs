using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Inference.Video.Decoding;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Drawing;

/// <summary>Draws what was found into a picture, hides who is seen, and encodes it by an ffmpeg child. Stateless.</summary>
public static class PictureDrawing
{
    private const int Bright = 235;
    private const int EndMs = 30_000;
    private const int MostBytes = 4 << 20;

    // Blocks that are left of the shorter edge of a box: too few to know a face or a plate by.
    private const int BlocksLeft = 6;
    private const int LeastBlock = 8;
    private const float HiddenMargin = 0.15f;

    // Chroma of a few colours that are told apart on grey: by the class's number.
    private static readonly (byte U, byte V)[] Colors = [(90, 240), (54, 34), (240, 110), (16, 146), (166, 16), (202, 222)];

    /// <summary>Draws lines and boxes.</summary>
    /// <param name="frame">The picture; it is drawn into.</param>
    /// <param name="found">What was found, with numbers of tracks.</param>
    /// <param name="lines">Lines to draw.</param>
    public static void Draw(YuvFrame frame, IReadOnlyList<(Detection Detection, long Track)> found, IReadOnlyList<PictureLine> lines)
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
    }

    /// <summary>Makes whoever is in a box unknowable: what is in it and a little around becomes blocks of one colour each, at most six over its shorter edge.</summary>
    /// <param name="frame">The picture; it is drawn into.</param>
    /// <param name="box">The box.</param>
    public static void Hide(YuvFrame frame, in Detection box)
    {
        var (x, y) = (box.Width * HiddenMargin, box.Height * HiddenMargin);

        // Rounded up to an even number: never more blocks than that.
        var block = (Math.Clamp((int)MathF.Ceiling(Math.Min(box.Width, box.Height) / BlocksLeft), LeastBlock, YuvFrame.MaxEdge) + 1) & ~1;
        var (left, top) = ((int)Math.Clamp(box.Left - x, 0, frame.Width), (int)Math.Clamp(box.Top - y, 0, frame.Height));
        var (right, bottom) = ((int)MathF.Ceiling(Math.Clamp(box.Right + x, 0, frame.Width)), (int)MathF.Ceiling(Math.Clamp(box.Bottom + y, 0, frame.Height)));
        if (left >= right || top >= bottom)
        {
            return;
        }

        (left, top) = (left & ~1, top & ~1);
        var (luma, chroma) = (frame.Width * frame.Height, frame.ChromaWidth * frame.ChromaHeight);
        Level(frame.Bytes.AsSpan(0, luma), frame.Width, (left, top, right, bottom), block);
        var half = (left / 2, top / 2, Math.Min(frame.ChromaWidth, (right + 1) / 2), Math.Min(frame.ChromaHeight, (bottom + 1) / 2));
        Level(frame.Bytes.AsSpan(luma, chroma), frame.ChromaWidth, half, block / 2);
        Level(frame.Bytes.AsSpan(luma + chroma, chroma), frame.ChromaWidth, half, block / 2);
    }

    /// <summary>Writes the picture with captions into a file whose ending tells the format; answers why it could not, or nothing.</summary>
    public static string Write(YuvFrame frame, IReadOnlyList<(Detection Detection, long Track)> found, IReadOnlyList<string> labels, string path) =>
        Encode(frame, Captions(found, labels), ["-update", "1", "-y", "file:" + Path.GetFullPath(path)], out _) is { Length: > 0 } fault ? $"{path} cannot be drawn: {fault}" : "";

    /// <summary>The picture as JPEG, at most 4 MiB; null with why there is none.</summary>
    public static byte[]? ToJpeg(YuvFrame frame, out string fault)
    {
        fault = Encode(frame, "null", ["-q:v", "5", "-f", "mjpeg", "pipe:1"], out var bytes);
        return fault.Length == 0 ? bytes : null;
    }

    /// <summary>Captions of what was found, as a filter of ffmpeg.</summary>
    internal static string Captions(IReadOnlyList<(Detection Detection, long Track)> found, IReadOnlyList<string> labels) =>
        string.Join(',', found.Select(f => Caption(f.Detection, f.Track, labels)).Prepend("null"));

    private static void Level(Span<byte> plane, int stride, (int Left, int Top, int Right, int Bottom) area, int block)
    {
        for (var y = area.Top; y < area.Bottom; y += block)
        {
            for (var x = area.Left; x < area.Right; x += block)
            {
                LevelBlock(plane, stride, (x, y, Math.Min(x + block, area.Right), Math.Min(y + block, area.Bottom)));
            }
        }
    }

    private static void LevelBlock(Span<byte> plane, int stride, (int Left, int Top, int Right, int Bottom) area)
    {
        var sum = 0L;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            foreach (var sample in plane.Slice((y * stride) + area.Left, area.Right - area.Left))
            {
                sum += sample;
            }
        }

        var mean = (byte)(sum / ((area.Right - area.Left) * (area.Bottom - area.Top)));
        for (var y = area.Top; y < area.Bottom; y++)
        {
            plane.Slice((y * stride) + area.Left, area.Right - area.Left).Fill(mean);
        }
    }

    // Two pixels thick, as chroma has half the resolution.
    private static void Stroke(YuvFrame frame, double fromX, double fromY, double toX, double toY, (byte U, byte V) color)
    {
        (fromX, toX) = (Math.Clamp(fromX, 0, frame.Width), Math.Clamp(toX, 0, frame.Width));
        (fromY, toY) = (Math.Clamp(fromY, 0, frame.Height), Math.Clamp(toY, 0, frame.Height));
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

    private static string Encode(YuvFrame frame, string filters, string[] output, out byte[] bytes)
    {
        bytes = [];
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-hide_banner", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", $"{frame.Width}x{frame.Height}", "-i", "pipe:0", "-vf", filters, "-frames:v", "1", .. output])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            var messages = process.StandardError.ReadToEndAsync();
            process.StandardInput.BaseStream.Write(frame.Bytes);
            process.StandardInput.Close();
            bytes = ReadAll(process.StandardOutput.BaseStream);

            // One that has more to say than is taken ends by that.
            process.StandardOutput.Close();
            if (!process.WaitForExit(EndMs))
            {
                process.Kill();
                return "ffmpeg does not end";
            }

            return process.ExitCode == 0 ? "" : messages.GetAwaiter().GetResult().Trim().ReplaceLineEndings("; ");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return e.Message;
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var got = stream.Read(buffer); got > 0 && all.Length < MostBytes; got = stream.Read(buffer))
        {
            all.Write(buffer, 0, got);
        }

        return all.ToArray();
    }
}
