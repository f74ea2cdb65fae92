using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Buffer.Look;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Verbs;

/// <summary>What the buffer commands print, for people or as JSON.</summary>
internal static class BufferReport
{
    private const long DayMs = 86_400_000;

    public static int Stat(BufferLook look, bool asJson, TextWriter output)
    {
        var facts = look.Facts();
        if (asJson)
        {
            output.WriteLine(Json(writer => WriteStat(writer, look, facts)));
            return facts.Epoch is null ? BufferAction.Damaged : 0;
        }

        output.WriteLine($"store      {look.StorePath} ({(look.Holder is { } holder ? $"open in process {holder}" : "no agent runs")})");
        output.WriteLine($"gateway    {facts.Gateway ?? "not told"}");
        output.WriteLine($"epoch      {facts.Epoch ?? "damaged"}");
        output.WriteLine($"size       {SizeText.Format(facts.FileBytes)} in files, {SizeText.Format(facts.UsedBytes)} of records");
        output.WriteLine($"wear       {SizeText.Format(facts.BytesWritten)} and {facts.Syncs} fsyncs in {DurationText.Format(facts.RanMs)}: {SizeText.Format(PerDay(facts.BytesWritten, facts.RanMs))} and {PerDay(facts.Syncs, facts.RanMs)} fsyncs a day");
        output.WriteLine($"consumers  {(facts.Consumers is { } known ? known.Count.ToString(CultureInfo.InvariantCulture) : "damaged")}");
        foreach (var aside in facts.SetAside)
        {
            output.WriteLine($"set aside  {aside}");
        }

        output.WriteLine($"{"class",-10} {"from",12} {"to",12} {"kept",12}");
        foreach (var summaryClass in SummaryClasses.All)
        {
            var (floor, head) = (facts.Floors[summaryClass], facts.Heads[summaryClass]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SummaryClasses.NameOf(summaryClass),-10} {(head == floor ? "-" : $"{floor + 1}"),12} {head,12} {head - floor,12}"));
        }

        return facts.Epoch is null ? BufferAction.Damaged : 0;
    }

    public static int Consumers(BufferLook look, bool asJson, TextWriter output)
    {
        var facts = look.Facts();
        if (facts.Consumers is not { } consumers)
        {
            output.WriteLine(asJson ? "null" : "the table of consumers is damaged");
            return BufferAction.Damaged;
        }

        if (asJson)
        {
            output.WriteLine(Json(writer =>
            {
                writer.WriteStartArray();
                foreach (var consumer in consumers)
                {
                    WriteConsumer(writer, consumer, facts);
                }

                writer.WriteEndArray();
            }));
            return 0;
        }

        output.WriteLine($"{"consumer",-24} {"class",-8} {"has up to",12} {"waiting",12}  last seen");
        foreach (var consumer in consumers)
        {
            foreach (var summaryClass in SummaryClasses.All.Where(c => consumer.Classes.Holds(c)))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{consumer.Name,-24} {SummaryClasses.NameOf(summaryClass),-8} {consumer.Acknowledged[summaryClass],12} {Waiting(consumer, summaryClass, facts),12}  {Time(consumer.LastSeenMs)}"));
            }
        }

        return 0;
    }

    public static int List(BufferLook look, BufferChoice choice, TextWriter output, CancellationToken cancel)
    {
        foreach (var record in BufferExport.Records(look, choice, cancel))
        {
            var summary = record.Summary;
            var numbers = record.FirstSeq == record.Seq ? $"{record.Seq}" : $"{record.FirstSeq}..{record.Seq}";
            var more = summary.Data is GapData gap ? $" ({gap.Reason})" : "";
            output.WriteLine($"{SummaryClasses.NameOf(summary.Class),-8} {numbers,16} {Time(summary.Made.UtcMs)} {SummaryTypes.TypeOf(summary.Type)} {summary.Subject}{more}");
        }

        return 0;
    }

    public static int Verify(BufferLook look, bool asJson, TextWriter output, BufferProgress bar, CancellationToken cancel)
    {
        const int Most = 1_000;
        var faults = new List<LookFault>();
        var result = look.Verify(f => Keep(f), bar.Show, cancel);
        bar.Dispose();
        void Keep(LookFault fault)
        {
            if (faults.Count < Most)
            {
                faults.Add(fault);
            }
        }

        if (asJson)
        {
            output.WriteLine(Json(writer => WriteVerified(writer, result, faults)));
            return result.Faults == 0 ? 0 : BufferAction.Damaged;
        }

        foreach (var fault in faults)
        {
            output.WriteLine(fault.Class is { } summaryClass ? $"{SummaryClasses.NameOf(summaryClass)} {fault.First}..{fault.Last}: {fault.Text}" : fault.Text);
        }

        if (result.Faults > faults.Count)
        {
            output.WriteLine($"and {result.Faults - faults.Count} faults more");
        }

        output.WriteLine($"{result.Records} records are sound, {result.Faults} faults");
        return result.Faults == 0 ? 0 : BufferAction.Damaged;
    }

    private static void WriteStat(Utf8JsonWriter writer, BufferLook look, LookFacts facts)
    {
        writer.WriteStartObject();
        writer.WriteString("store", look.StorePath);
        writer.WriteBoolean("running", look.Holder is not null);
        writer.WriteString("gateway", facts.Gateway);
        writer.WriteString("epoch", facts.Epoch);
        writer.WriteNumber("fileBytes", facts.FileBytes);
        writer.WriteNumber("usedBytes", facts.UsedBytes);
        writer.WriteNumber("bytesWritten", facts.BytesWritten);
        writer.WriteNumber("syncs", facts.Syncs);
        writer.WriteNumber("ranMs", facts.RanMs);
        writer.WriteStartObject("classes");
        foreach (var summaryClass in SummaryClasses.All)
        {
            writer.WriteStartObject(SummaryClasses.NameOf(summaryClass));
            writer.WriteNumber("released", facts.Floors[summaryClass]);
            writer.WriteNumber("head", facts.Heads[summaryClass]);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("setAside");
        foreach (var aside in facts.SetAside)
        {
            writer.WriteStringValue(aside);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteConsumer(Utf8JsonWriter writer, ConsumerState consumer, LookFacts facts)
    {
        writer.WriteStartObject();
        writer.WriteString("name", consumer.Name);
        writer.WriteStartObject("classes");
        foreach (var summaryClass in SummaryClasses.All.Where(c => consumer.Classes.Holds(c)))
        {
            writer.WriteStartObject(SummaryClasses.NameOf(summaryClass));
            writer.WriteNumber("acknowledged", consumer.Acknowledged[summaryClass]);
            writer.WriteNumber("waiting", Waiting(consumer, summaryClass, facts));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        WireJson.WriteTime(writer, "created", consumer.CreatedMs);
        WireJson.WriteTime(writer, "lastSeen", consumer.LastSeenMs);
        writer.WriteEndObject();
    }

    private static void WriteVerified(Utf8JsonWriter writer, LookVerified result, List<LookFault> faults)
    {
        writer.WriteStartObject();
        writer.WriteNumber("records", result.Records);
        writer.WriteNumber("faults", result.Faults);
        writer.WriteStartArray("list");
        foreach (var fault in faults)
        {
            writer.WriteStartObject();
            if (fault.Class is { } summaryClass)
            {
                writer.WriteString("class", SummaryClasses.NameOf(summaryClass));
                writer.WriteNumber("first", fault.First);
                writer.WriteNumber("last", fault.Last);
            }

            writer.WriteString("fault", fault.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = WireJson.Options.Encoder }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ulong Waiting(ConsumerState consumer, SummaryClass summaryClass, LookFacts facts) =>
        facts.Heads[summaryClass] - Math.Min(facts.Heads[summaryClass], Math.Max(consumer.Acknowledged[summaryClass], facts.Floors[summaryClass]));

    private static long PerDay(long count, long ranMs) => (long)(count * (double)DayMs / Math.Max(1, ranMs));

    private static string Time(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
