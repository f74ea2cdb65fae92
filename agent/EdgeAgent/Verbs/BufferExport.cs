using System.Text.Json;
using EdgeAgent.Buffer.Look;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Verbs;

/// <summary>Writes summaries as NDJSON of CloudEvents.</summary>
internal static class BufferExport
{
    private const int PageRecords = 500;
    private const string UnknownGateway = "unknown";

    /// <summary>Into a file that is whole and on the disk afterwards, or not there. Throws IOException with what is wrong.</summary>
    public static int WriteFile(BufferLook look, BufferChoice choice, string? gateway, string path, bool mayOverwrite, Action<double> progress, CancellationToken cancel)
    {
        if (File.Exists(path) && !mayOverwrite)
        {
            throw new IOException($"{path} exists; expected a new name, or --force to overwrite it");
        }

        var part = path + ".part";
        try
        {
            int status;
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                status = Write(look, choice, gateway, file, progress, cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, mayOverwrite);
            return status;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Into a stream, which stays open. Throws IOException.</summary>
    public static int Write(BufferLook look, BufferChoice choice, string? gateway, Stream output, Action<double> progress, CancellationToken cancel)
    {
        var facts = look.Facts();
        var json = new CloudEventJson(gateway ?? facts.Gateway ?? UnknownGateway, facts.Epoch ?? UnknownGateway);
        var buffered = new BufferedStream(output, 1 << 16);
        using var writer = new Utf8JsonWriter(buffered, WireJson.Options);
        var all = Math.Max(1, Math.Min(choice.Limit, choice.Classes.Sum(c => (double)(facts.Heads[c] - facts.Floors[c]))));
        var written = 0L;
        foreach (var record in Records(look, choice, cancel))
        {
            json.Write(writer, record);
            writer.Flush();
            writer.Reset();
            buffered.WriteByte((byte)'\n');
            progress(Math.Min(1, ++written / all));
        }

        buffered.Flush();
        return 0;
    }

    /// <summary>The summaries of a choice, page by page.</summary>
    public static IEnumerable<StoredSummary> Records(BufferLook look, BufferChoice choice, CancellationToken cancel)
    {
        var left = choice.Limit;
        var page = new List<StoredSummary>();
        foreach (var summaryClass in choice.Classes)
        {
            for (var at = choice.After; left > 0; at = page[^1].Seq)
            {
                cancel.ThrowIfCancellationRequested();
                page.Clear();
                look.Read(summaryClass, at, (int)Math.Min(left, PageRecords), page);
                if (page.Count == 0)
                {
                    break;
                }

                foreach (var record in page.Take((int)Math.Min(left, page.Count)))
                {
                    yield return record;
                }

                left -= page.Count;
            }
        }
    }
}
