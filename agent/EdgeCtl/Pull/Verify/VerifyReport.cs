using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull.Verify;

/// <summary>What is there of one class of one epoch of a gateway.</summary>
internal sealed class VerifiedStream(string gateway, string epoch, string summaryClass)
{
    /// <summary>Most holes that are listed; all are counted.</summary>
    public const int MaxListed = 100;

    private long? _start;
    private long _last;

    /// <summary>The gateway's id.</summary>
    public string Gateway { get; } = gateway;

    /// <summary>The epoch.</summary>
    public string Epoch { get; } = epoch;

    /// <summary>The class, as on the wire.</summary>
    public string Class { get; } = summaryClass;

    /// <summary>First number covered; 0 for none.</summary>
    public long First { get; private set; }

    /// <summary>Last number covered; 0 for none.</summary>
    public long Last => _last;

    /// <summary>Summaries, gaps among them.</summary>
    public long Count { get; private set; }

    /// <summary>Numbers that gaps announced as missing.</summary>
    public long Announced { get; private set; }

    /// <summary>Numbers missing without a gap.</summary>
    public long Missing { get; private set; }

    /// <summary>Summaries that stand there twice.</summary>
    public long Twice { get; private set; }

    /// <summary>Newest number that the gateway told.</summary>
    public long Head { get; set; }

    /// <summary>True when a gap of a later epoch says that this store was lost, so that nobody knows how much of it is missing.</summary>
    public bool IsLost { get; set; }

    /// <summary>True when the gateway has another epoch now.</summary>
    public bool IsOver { get; set; }

    /// <summary>The first holes.</summary>
    public List<(long First, long Last)> Holes { get; } = [];

    /// <summary>Summaries that the gateway told of and that are not there.</summary>
    public long Behind => Math.Max(0, Head - Math.Max(_last, _start ?? 0));

    /// <summary>True when nothing is missing unannounced: what is behind in an epoch that is over and was not told as lost will never come.</summary>
    public bool IsSound => Missing == 0 && Twice == 0 && !(IsOver && Behind > 0 && !IsLost);

    /// <summary>Says from where on there must be something.</summary>
    public void Begin(long start) => _start = start;

    /// <summary>Takes the next summary; they come in the order of their numbers.</summary>
    public void Take(long first, long last, bool isGap)
    {
        if (last <= _last)
        {
            Twice++;
            return;
        }

        var before = Math.Max(_last, _start ?? first - 1);
        if (first > before + 1)
        {
            Missing += first - before - 1;
            if (Holes.Count < MaxListed)
            {
                Holes.Add((before + 1, first - 1));
            }
        }

        Announced += isGap ? last - Math.Max(first, _last + 1) + 1 : 0;
        First = First == 0 ? first : First;
        _last = last;
        _start ??= first - 1;
        Count++;
    }
}

/// <summary>What `edgectl pull verify` tells.</summary>
internal static class VerifyReport
{
    /// <summary>Tells all streams and problems; the exit status.</summary>
    public static int Write(IReadOnlyList<VerifiedStream> streams, IReadOnlyList<string> problems, bool isJson)
    {
        if (!isJson)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"gateway",-24} {"epoch",-13} {"class",-8} {"first",9} {"last",9} {"count",9} {"announced",9} {"missing",8} {"twice",6} {"behind",8}"));
        }

        foreach (var stream in streams)
        {
            Console.WriteLine(isJson ? JsonOf(stream) : LineOf(stream));
        }

        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"edgectl pull verify: {problem}");
        }

        return problems.Count == 0 && streams.All(s => s.IsSound) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static string LineOf(VerifiedStream s)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{s.Gateway,-24} {s.Epoch,-13} {s.Class,-8} {s.First,9} {s.Last,9} {s.Count,9} {s.Announced,9} {s.Missing,8} {s.Twice,6} {s.Behind,8}");
        text.Append(s.IsLost ? "  store lost" : "");
        foreach (var (first, last) in s.Holes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  missing without a gap: {s.Gateway}/{s.Epoch}/{s.Class}/{first} to {last}");
        }

        return text.ToString();
    }

    private static string JsonOf(VerifiedStream s)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("gateway", s.Gateway);
            json.WriteString("epoch", s.Epoch);
            json.WriteString("class", s.Class);
            json.WriteNumber("first", s.First);
            json.WriteNumber("last", s.Last);
            json.WriteNumber("count", s.Count);
            json.WriteNumber("announced", s.Announced);
            json.WriteNumber("missing", s.Missing);
            json.WriteNumber("twice", s.Twice);
            json.WriteNumber("behind", s.Behind);
            json.WriteBoolean("lost", s.IsLost);
            json.WriteStartArray("holes");
            foreach (var (first, last) in s.Holes)
            {
                json.WriteStartArray();
                json.WriteNumberValue(first);
                json.WriteNumberValue(last);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
