using EdgeAgent.Core.Sensing.Decoding;

namespace EdgeAgent.Tests.Support;

/// <summary>Mutation fuzzing of a decoder: 200,000 inputs in an ordinary run, 10,000,000 in a long one. Give it real frames, and a check sum test written apart from the product's.</summary>
public static class FrameFuzz
{
    private const int MaxLength = 4_096;
    private const long MaxBytesPerDecode = 262_144;

    /// <summary>Inputs of a run.</summary>
    public static int Inputs => LongRuns.Rounds(200_000, 10_000_000);

    /// <summary>
    /// Feeds mutated frames; throws with the input when the decoder throws, answers a fault that says nothing or points out of the frame, takes a frame that <paramref name="isSound"/>
    /// refuses, or allocates without measure. Answers how many inputs were taken for valid.
    /// </summary>
    public static int Run(IFrameDecoder decoder, IReadOnlyList<byte[]> seeds, Func<byte[], bool> isSound, int seed)
    {
        var random = new Random(seed);
        var valid = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var input = Mutate(seeds, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = Decode(decoder, input, seed);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Expect(allocated <= MaxBytesPerDecode, $"{allocated} bytes allocated", input, seed);
            switch (result)
            {
                case DecodedFrame:
                    valid++;
                    Expect(isSound(input), "taken for valid with a wrong check sum", input, seed);
                    break;
                case DecodeFault fault:
                    Expect(fault.Error.Length > 0 && fault.Expected.Length > 0 && fault.Actual.Length > 0, $"a fault that does not say what: {fault}", input, seed);
                    Expect(fault.Offset >= 0 && fault.Offset <= input.Length, $"a fault outside of the frame: {fault}", input, seed);
                    break;
            }
        }

        return valid;
    }

    /// <summary>One to four mutations of one of the seeds: bits, bytes, cuts, doubled and foreign parts, noise around.</summary>
    public static byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        var bytes = new List<byte>(seeds[random.Next(seeds.Count)]);
        for (var rounds = random.Next(0, 5); rounds > 0; rounds--)
        {
            var at = random.Next(bytes.Count + 1);
            var count = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, count);
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, count));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 6:
                    var other = seeds[random.Next(seeds.Count)];
                    bytes.InsertRange(at, other.AsSpan(0, random.Next(other.Length + 1)));
                    break;
                default:
                    bytes.InsertRange(0, [(byte)random.Next(256), (byte)random.Next(256)]);
                    break;
            }
        }

        return [.. bytes.Count > MaxLength ? bytes.GetRange(0, MaxLength) : bytes];
    }

    private static DecodeResult Decode(IFrameDecoder decoder, byte[] input, int seed)
    {
        try
        {
            return decoder.Decode(input, default);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{decoder.Protocol} threw on {Convert.ToHexString(input)} (seed {seed})", e);
        }
    }

    private static void Expect(bool isSo, string otherwise, byte[] input, int seed)
    {
        if (!isSo)
        {
            throw new InvalidOperationException($"{otherwise}: {Convert.ToHexString(input)} (seed {seed})");
        }
    }
}
