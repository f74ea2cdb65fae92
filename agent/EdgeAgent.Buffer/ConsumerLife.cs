using System.Globalization;
using System.Text;

namespace EdgeAgent.Buffer;

/// <summary>
/// When each consumer was last seen, in the agent's running time: a gateway that lies in a cupboard for a year, or whose clock jumps, forgets nobody. Immutable.
/// </summary>
/// <param name="RunningMs">How long the agent has run with this store, ms.</param>
/// <param name="SeenMs">Running time at which a consumer was last seen, or nothing waited for it.</param>
/// <param name="Expired">Names of consumers that were removed for it, the newest last.</param>
internal sealed record ConsumerLife(long RunningMs, IReadOnlyDictionary<string, long> SeenMs, IReadOnlyList<string> Expired)
{
    /// <summary>Most names of expired consumers that are remembered.</summary>
    public const int MaxExpired = 64;

    public static ConsumerLife Empty { get; } = new(0, new Dictionary<string, long>(), []);

    /// <summary>One line each: `running MS`, `seen MS NAME`, `expired NAME`.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"running {RunningMs}\n");
        foreach (var (name, seenMs) in SeenMs)
        {
            text.Append(CultureInfo.InvariantCulture, $"seen {seenMs} {name}\n");
        }

        foreach (var name in Expired)
        {
            text.Append(CultureInfo.InvariantCulture, $"expired {name}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote; a line that means nothing is passed over, for none of it is worth a store.</summary>
    public static ConsumerLife Read(byte[]? value)
    {
        var runningMs = 0L;
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        var expired = new List<string>();
        foreach (var line in value is null ? [] : Encoding.ASCII.GetString(value).Split('\n'))
        {
            switch (line.Split(' '))
            {
                case ["running", var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms):
                    runningMs = ms;
                    break;
                case ["seen", var text, var name] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms):
                    seen[name] = ms;
                    break;
                case ["expired", var name] when expired.Count < MaxExpired:
                    expired.Add(name);
                    break;
            }
        }

        return new ConsumerLife(runningMs, seen, expired);
    }
}
