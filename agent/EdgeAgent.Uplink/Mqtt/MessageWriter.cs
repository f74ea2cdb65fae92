using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// Makes the payload of a message: one CloudEvents object, or with batches a JSON array of them, on request gzipped. One thread; the payload lives until the next is made.
/// </summary>
/// <param name="json">Writes a summary.</param>
/// <param name="isBatch">True for arrays, also of one.</param>
/// <param name="isGzip">True to compress where that may be told.</param>
internal sealed class MessageWriter(CloudEventJson json, bool isBatch, bool isGzip) : IDisposable
{
    private const int FirstBytes = 4_096;
    private readonly ArrayBufferWriter<byte> _one = new(FirstBytes);
    private readonly MemoryStream _all = new(FirstBytes);
    private readonly MemoryStream _small = new();
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WireJson.Options);
    private ReadOnlyMemory<byte> _payload;

    /// <summary>What to send.</summary>
    public ReadOnlySpan<byte> Payload => _payload.Span;

    /// <summary>True when <see cref="Payload"/> is gzipped.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>Writes as many of <paramref name="records"/> as fit into <paramref name="limitBytes"/> before compression, but at least one; answers how many.</summary>
    public int Write(List<StoredSummary> records, int limitBytes, bool mayCompress)
    {
        var count = 1;
        if (isBatch)
        {
            count = WriteArray(records, limitBytes);
            _payload = _all.GetBuffer().AsMemory(0, (int)_all.Length);
        }
        else
        {
            WriteOne(records[0]);
            _payload = _one.WrittenMemory;
        }

        IsCompressed = isGzip && mayCompress;
        if (IsCompressed)
        {
            Compress();
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _all.Dispose();
        _small.Dispose();
    }

    private int WriteArray(List<StoredSummary> records, int limitBytes)
    {
        _all.SetLength(0);
        _all.WriteByte((byte)'[');
        var count = 0;
        while (count < records.Count)
        {
            WriteOne(records[count]);
            if (count > 0 && _all.Length + _one.WrittenCount + 2 > limitBytes)
            {
                break;
            }

            if (count++ > 0)
            {
                _all.WriteByte((byte)',');
            }

            _all.Write(_one.WrittenSpan);
        }

        _all.WriteByte((byte)']');
        return count;
    }

    private void WriteOne(in StoredSummary record)
    {
        _one.ResetWrittenCount();
        _writer.Reset(_one);
        json.Write(_writer, record);
        _writer.Flush();
    }

    private void Compress()
    {
        _small.SetLength(0);
        using (var gzip = new GZipStream(_small, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_payload.Span);
        }

        _payload = _small.GetBuffer().AsMemory(0, (int)_small.Length);
    }
}
