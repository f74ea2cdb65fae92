using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer;

/// <summary>What became of opening a buffer.</summary>
/// <param name="Buffer">The buffer; null when it could not be opened.</param>
/// <param name="Fault">Why not, and what to do.</param>
public sealed record BufferOpened(ISummaryBuffer? Buffer, string Fault);

/// <summary>Opens the buffer of a data path: makes a new store, takes up the one that is there, or sets a damaged one aside.</summary>
public static class BufferStore
{
    private const string EpochKey = "epoch";
    private const string SecretKey = "key";
    private const int SecretLength = 32;

    /// <summary>
    /// Opens `buffer/edge.db` below <paramref name="dataPath"/>. A damaged store is renamed to `edge.db.corrupt-UTC`, a new epoch begins, and a gap in each class
    /// names the old one. Never throws for the state of the disk.
    /// </summary>
    public static async Task<BufferOpened> OpenAsync(string dataPath, BufferConfig config, IEdgeClock clock, ILogger log)
    {
        var folder = Path.Combine(dataPath, "buffer");
        var path = Path.Combine(folder, "edge.db");
        var options = new BufferOptions { BudgetBytes = config.BudgetBytes, CommitMs = config.CommitMs };
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                return new BufferOpened(Open(path, options, clock, log), "");
            }
            catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
            {
                return new BufferOpened(await ReplaceAsync(path, e.Message, options, clock, log).ConfigureAwait(false), "");
            }
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            return new BufferOpened(null, $"the buffer in {folder} cannot be opened: {e.Message}");
        }
    }

    private static SummaryBuffer Open(string path, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        var engine = SqliteEngine.OpenOrCreate(path);
        try
        {
            var epoch = engine.GetValue(EpochKey);
            var state = BufferState.Read(engine.GetValue(BufferBatch.CountsKey), engine.GetValues(BufferBatch.ConsumerPrefix));
            if (epoch is null)
            {
                return Create(engine, path, options, clock, log);
            }

            var text = Encoding.ASCII.GetString(epoch);
            var key = engine.GetValue(SecretKey);
            if (state is null || key?.Length != SecretLength || !EpochId.IsOne(text))
            {
                throw new StoreException(StoreFault.Corrupt, "the store's own values are damaged");
            }

            return new SummaryBuffer(engine, text, key, state, options, clock, log);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private static SummaryBuffer Create(SqliteEngine engine, string path, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        var epoch = EpochId.Make();
        var key = RandomNumberGenerator.GetBytes(SecretLength);
        var write = new StoreWrite();
        write.Values.Add((EpochKey, Encoding.ASCII.GetBytes(epoch)));
        write.Values.Add((SecretKey, key));
        write.Values.Add((BufferBatch.CountsKey, BufferState.Empty.WriteCounts()));
        engine.Commit(write);

        // Beside the store, so that a damaged store can still be named in its gap.
        File.WriteAllText(EpochFile(path), epoch);
        return new SummaryBuffer(engine, epoch, key, BufferState.Empty, options, clock, log);
    }

    private static async Task<SummaryBuffer> ReplaceAsync(string path, string fault, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        var now = clock.Read();
        var aside = path + ".corrupt-" + DateTimeOffset.FromUnixTimeMilliseconds(now.UtcMs).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var oldEpoch = File.Exists(EpochFile(path)) ? (await File.ReadAllTextAsync(EpochFile(path)).ConfigureAwait(false)).Trim() : "";
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, aside + suffix, overwrite: true);
            }
        }

        var buffer = Open(path, options, clock, log);
        Log.Quarantined(log, fault, aside, buffer.Epoch);
        var gaps = SummaryClasses.All.Where(c => c != SummaryClass.Bulk).Select(c => new Summary
        {
            Type = SummaryType.Gap,
            Class = c,
            Made = Stamp.At(now, clock.Boot),
            Data = new GapData { Epoch = EpochId.IsOne(oldEpoch) ? oldEpoch : "unknown", Class = c, Reason = "storeLost" },
        });
        await buffer.AppendAsync([.. gaps], [], CancellationToken.None).ConfigureAwait(false);
        return buffer;
    }

    private static string EpochFile(string path) => Path.Combine(Path.GetDirectoryName(path)!, "epoch");
}
