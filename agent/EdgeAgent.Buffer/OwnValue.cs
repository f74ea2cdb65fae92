using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Buffer;

/// <summary>A named value of the buffer in a store: CRC-32C over its name and content, then the content. The name is part of the sum, so that one under another name is seen.</summary>
internal static class OwnValue
{
    private const int CrcLength = sizeof(uint);

    /// <summary>The bytes to store under <paramref name="key"/>.</summary>
    public static byte[] Seal(string key, ReadOnlySpan<byte> content)
    {
        var value = new byte[CrcLength + content.Length];
        content.CopyTo(value.AsSpan(CrcLength));
        BinaryPrimitives.WriteUInt32LittleEndian(value, Sum(key, content));
        return value;
    }

    /// <summary>The content of stored bytes; null when they are damaged.</summary>
    public static byte[]? Open(string key, ReadOnlySpan<byte> value) =>
        value.Length >= CrcLength && BinaryPrimitives.ReadUInt32LittleEndian(value) == Sum(key, value[CrcLength..]) ? value[CrcLength..].ToArray() : null;

    /// <summary>Reads one from a store; null when there is none or it is damaged. Throws <see cref="StoreException"/>.</summary>
    public static byte[]? Read(IStoreReader store, string key) => store.GetValue(key) is { } value ? Open(key, value) : null;

    /// <summary>The same; null also when the store cannot be read.</summary>
    public static byte[]? TryRead(IStoreReader store, string key)
    {
        try
        {
            return Read(store, key);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static uint Sum(string key, ReadOnlySpan<byte> content) => ~Checksum.Add(Checksum.Add(Checksum.Start, Encoding.UTF8.GetBytes(key)), content);
}
