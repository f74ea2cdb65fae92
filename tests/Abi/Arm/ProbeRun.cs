using System.Globalization;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Tests.Abi.Arm;

/// <summary>What the probe printed.</summary>
/// <param name="Lines">All that it said but the bytes.</param>
/// <param name="Outputs">The outputs in the model's order.</param>
internal sealed record ProbeRun(IReadOnlyList<string> Lines, IReadOnlyList<ProbeOutput> Outputs)
{
    /// <summary>The rest of the line that begins with a word.</summary>
    public string this[string key] => Assert.Single(Lines, l => l.StartsWith(key + " ", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>Reads it; fails when it does not end as it should.</summary>
    public static ProbeRun Read(IEnumerable<string> printed)
    {
        var lines = new List<string>();
        var outputs = new List<(string[] Head, List<byte> Bytes)>();
        foreach (var line in printed.Select(l => l.TrimEnd('\r')))
        {
            if (line.StartsWith("bytes ", StringComparison.Ordinal))
            {
                outputs[^1].Bytes.AddRange(Convert.FromHexString(line[6..]));
                continue;
            }

            lines.Add(line);
            if (line.StartsWith("output ", StringComparison.Ordinal))
            {
                outputs.Add((line.Split(' '), []));
            }
        }

        Assert.True(lines.Contains("done"), string.Join('\n', lines));
        return new ProbeRun(lines, [.. outputs.Select(o => Make(o.Head, [.. o.Bytes]))]);
    }

    private static ProbeOutput Make(string[] head, byte[] bytes) =>
        new(head[1], (ElementType)int.Parse(head[2], CultureInfo.InvariantCulture), [.. head.Skip(3).Select(d => long.Parse(d, CultureInfo.InvariantCulture))], bytes);
}
