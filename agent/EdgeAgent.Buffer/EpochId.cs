using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeAgent.Buffer;

/// <summary>Epochs: 64 random bits as 13 characters of Crockford's base 32.</summary>
internal static class EpochId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 13;

    /// <summary>A new epoch.</summary>
    public static string Make()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        var number = BinaryPrimitives.ReadUInt64LittleEndian(random);
        Span<char> text = stackalloc char[Length];
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(number & 31)];
            number >>= 5;
        }

        return new string(text);
    }

    /// <summary>True for text that <see cref="Make"/> could have made.</summary>
    public static bool IsOne(string text) => text.Length == Length && text.All(c => Alphabet.Contains(c, StringComparison.Ordinal));
}
