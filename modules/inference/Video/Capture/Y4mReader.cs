using System.Text;
using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>Reads frames out of a YUV4MPEG2 stream. Blocks while there is nothing; allocates nothing for a frame. Not thread-safe.</summary>
/// <param name="stream">The stream; not owned.</param>
public sealed class Y4mReader(Stream stream)
{
    private const int MostLine = 256;

    private readonly byte[] _line = new byte[MostLine];
    private long _number;

    /// <summary>The stream's first line; set by <see cref="TryBegin"/>.</summary>
    public Y4mHeader Header { get; private set; }

    /// <summary>What is wrong with the stream; empty while all is well and at a whole end.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Reads the first line; false when the stream is empty or is none.</summary>
    public bool TryBegin()
    {
        var length = ReadLine();
        if (length < 0)
        {
            return false;
        }

        var isHeader = Y4mHeader.TryParse(_line.AsSpan(0, length), out var header, out var fault);
        (Header, Fault) = (header, fault);
        return isHeader;
    }

    /// <summary>A frame for this stream.</summary>
    public YuvFrame MakeFrame() => new(Header.Width, Header.Height, new YuvColor(IsBt709: false, Header.IsFullRange));

    /// <summary>Reads the next frame; false at the end, or with <see cref="Fault"/>.</summary>
    /// <param name="frame">Of the stream's size; its number and time, counted by the stream's rate from 0, are set.</param>
    public bool TryRead(YuvFrame frame)
    {
        var length = ReadLine();
        if (length < 0)
        {
            return false;
        }

        if (!_line.AsSpan(0, length).StartsWith("FRAME"u8))
        {
            Fault = $"frame {_number} does not begin with FRAME";
            return false;
        }

        var got = stream.ReadAtLeast(frame.Bytes, frame.Bytes.Length, throwOnEndOfStream: false);
        if (got < frame.Bytes.Length)
        {
            Fault = $"frame {_number} ends after {got} of {frame.Bytes.Length} bytes";
            return false;
        }

        frame.Number = _number;
        frame.MonoNs = (long)(_number * 1e9 * Header.RateDenominator / Header.RateNumerator);
        _number++;
        return true;
    }

    // Length of the next line without its newline; -1 at the end or with a fault.
    private int ReadLine()
    {
        for (var length = 0; length < MostLine; length++)
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                Fault = length == 0 ? "" : "the stream ends in the midst of a line";
                return -1;
            }

            if (next == '\n')
            {
                return length;
            }

            _line[length] = (byte)next;
        }

        Fault = $"a line of over {MostLine} bytes: {Encoding.Latin1.GetString(_line, 0, 16)}...";
        return -1;
    }
}
