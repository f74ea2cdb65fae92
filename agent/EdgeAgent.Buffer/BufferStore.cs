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
    private const string UnknownEpoch = "unknown";
    private const int SecretLength = 32;

    /// <summary>
    /// Opens `buffer/edge.db` below <paramref name="dataPath"/>. A damaged store is renamed to `edge.db.corrupt-UTC`, a new epoch begins, and a gap in each class
    /// names the old one; see <see cref="BufferOptions.ReplaceWhileRunning"/> for one that breaks while it runs. Never throws for the state of the disk.
    /// </summary>
    public static Task<BufferOpened> OpenAsync(string dataPath, BufferConfig config, IEdgeClock clock, ILogger log) =>
        OpenAsync(dataPath, new BufferOptions { BudgetBytes = config.BudgetBytes, CommitMs = config.CommitMs }, clock, log);

    /// <summary>The same with every limit stated.</summary>
    public static Task<BufferOpened> OpenAsync(string dataPath, BufferOptions options, IEdgeClock clock, ILogger log) =>
        Task.Run(() => Open(dataPath, options, clock, log));

    private static BufferOpened Open(string dataPath, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        var folder = Path.Combine(dataPath, "buffer");
        var path = Path.Combine(folder, "edge.db");
        StoreOpened Replace(string fault, string? oldEpoch, IEnumerable<ConsumerState> consumers) => ReplaceStore(path, fault, oldEpoch, consumers, clock, log);
        try
        {
            Directory.CreateDirectory(folder);
            StoreOpened store;
            try
            {
                store = OpenStore(path, clock);
            }
            catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
            {
                store = Replace(e.Message, null, []);
            }

            return new BufferOpened(new SummaryBuffer(store, Replace, new DiskReserve(Path.Combine(folder, "reserve")), options, clock, log), "");
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            return new BufferOpened(null, $"the buffer in {folder} cannot be opened: {e.Message}");
        }
    }

    private static StoreOpened OpenStore(string path, IEdgeClock clock)
    {
        var engine = SqliteEngine.OpenOrCreate(path);
        try
        {
            var epoch = engine.GetValue(EpochKey);
            if (epoch is null)
            {
                // A store that has vanished while nobody looked is a lost one too: its epoch still lies beside it.
                return Create(engine, path, ReadEpochFile(path), [], clock);
            }

            var text = Encoding.ASCII.GetString(epoch);
            var key = engine.GetValue(SecretKey);
            var state = BufferState.Read(engine.GetValue(BufferBatch.CountsKey), engine.GetValues(BufferBatch.ConsumerPrefix));
            if (state is null || key?.Length != SecretLength || !EpochId.IsOne(text))
            {
                throw new StoreException(StoreFault.Corrupt, "the store's own values are damaged");
            }

            return new StoreOpened(engine, text, key, state with { Life = ConsumerLife.Read(engine.GetValue(BufferBatch.LifeKey)) });
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    // Identity, consumers (from the start again) and the gaps of a lost store, all in one transaction: a cut leaves all or nothing.
    private static StoreOpened Create(SqliteEngine engine, string path, string? lostEpoch, IEnumerable<ConsumerState> consumers, IEdgeClock clock)
    {
        var now = clock.Read();
        var epoch = EpochId.Make();
        var key = RandomNumberGenerator.GetBytes(SecretLength);
        var batch = new BufferBatch(BufferState.Empty, epoch);
        batch.Write.Values.Add((EpochKey, Encoding.ASCII.GetBytes(epoch)));
        batch.Write.Values.Add((SecretKey, key));
        foreach (var consumer in consumers)
        {
            batch.PutConsumer(consumer.Name, consumer.Classes, now.UtcMs);
        }

        foreach (var summaryClass in lostEpoch is null ? [] : SummaryClasses.All)
        {
            batch.Append(new Summary
            {
                Type = SummaryType.Gap,
                Class = summaryClass,
                Made = Stamp.At(now, clock.Boot),
                Data = new GapData { Epoch = lostEpoch!, Class = summaryClass, Reason = "storeLost" },
            });
        }

        batch.Seal();
        engine.Commit(batch.Write);

        // Beside the store, so that a damaged store can still be named in its gap.
        File.WriteAllText(EpochFile(path), epoch);
        return new StoreOpened(engine, epoch, key, batch.Next());
    }

    private static StoreOpened ReplaceStore(string path, string fault, string? oldEpoch, IEnumerable<ConsumerState> consumers, IEdgeClock clock, ILogger log)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var lost = oldEpoch ?? ReadEpochFile(path) ?? UnknownEpoch;
        var aside = SetAside(path, clock.Read().UtcMs);
        var engine = SqliteEngine.OpenOrCreate(path);
        try
        {
            var store = Create(engine, path, lost, consumers, clock);
            Log.Quarantined(log, fault, aside, store.Epoch);
            return store;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private static string SetAside(string path, long utcMs)
    {
        var aside = path + ".corrupt-" + DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = aside;
        for (var i = 2; File.Exists(name) || File.Exists(name + "-wal"); i++)
        {
            name = $"{aside}-{i}";
        }

        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, name + suffix);
            }
        }

        return name;
    }

    private static string? ReadEpochFile(string path)
    {
        if (!File.Exists(EpochFile(path)))
        {
            return null;
        }

        var text = File.ReadAllText(EpochFile(path)).Trim();
        return EpochId.IsOne(text) ? text : UnknownEpoch;
    }

    private static string EpochFile(string path) => Path.Combine(Path.GetDirectoryName(path)!, "epoch");
}
