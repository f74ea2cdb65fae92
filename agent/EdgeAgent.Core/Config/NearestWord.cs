namespace EdgeAgent.Core.Config;

/// <summary>Finds what a mistyped word was meant to be.</summary>
public static class NearestWord
{
    private const int MaxLength = 64;

    /// <summary>The known word nearest to <paramref name="word"/> by edit distance, when it is near at all.</summary>
    public static string? Of(string word, IEnumerable<string> known) =>
        known.Select(k => (Word: k, Distance: Distance(word, k))).Where(k => k.Distance <= Math.Max(1, word.Length / 3)).OrderBy(k => k.Distance).FirstOrDefault().Word;

    /// <summary>`; did you mean "..."?`, or nothing when no known word is near.</summary>
    public static string Hint(string word, IEnumerable<string> known) => Of(word, known) is { } near ? $"; did you mean \"{near}\"?" : "";

    private static int Distance(string a, string b)
    {
        if (a.Length > MaxLength)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
