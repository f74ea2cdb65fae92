namespace EdgeCtl.Pull;

/// <summary>Memory for answers, used again and again, never beyond its bound. Not thread-safe.</summary>
/// <param name="maxBytes">Its bound.</param>
internal sealed class AnswerBuffer(int maxBytes)
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _bytes = new byte[FirstBytes];

    /// <summary>Longest answer that it takes, bytes.</summary>
    public int MaxBytes => maxBytes;

    /// <summary>Reads a stream to its end, in the place of what it held; null for one that is longer than its bound.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var length = 0;
        while (true)
        {
            if (length == _bytes.Length)
            {
                if (length >= maxBytes)
                {
                    return null;
                }

                Array.Resize(ref _bytes, Math.Min(maxBytes, length * 2));
            }

            var read = await stream.ReadAsync(_bytes.AsMemory(length), cancel).ConfigureAwait(false);
            if (read == 0)
            {
                return _bytes.AsMemory(0, length);
            }

            length += read;
        }
    }
}
