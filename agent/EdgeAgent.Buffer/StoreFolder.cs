using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer;

/// <summary>
/// The folder of a buffer: opens its store, makes one, mends a damaged one. Mending, in this order: files that only lost their names are opened again; what is sound in a damaged store
/// is copied into a new file of the same epoch, with exact gaps for the rest; where nothing can be read or its reach is unknown, a new epoch begins, and a gap in each class names the
/// old one. The damaged files are set aside. For one thread. Throws <see cref="StoreException"/>, IOException, UnauthorizedAccessException.
/// </summary>
internal sealed class StoreFolder(string folder, IStoreKind kind, SpacePlan plan, IEdgeClock clock, ILogger log) : IStoreHome
{
    private const byte Format = 2;
    private const int SecretLength = 32;
    private const string NewSuffix = ".new";

    private readonly string _path = Path.Combine(folder, kind.FileName);
    private readonly string _epochPath = Path.Combine(folder, EpochFile.Name);
    private readonly string _headsPath = Path.Combine(folder, HeadsFile.Name);
    private readonly Quarantine _quarantine = new(Path.Combine(folder, kind.FileName), kind);

    /// <inheritdoc/>
    public long AsideBytes => _quarantine.SizeBytes;

    private Stamp Now => Stamp.At(clock.Read(), clock.Boot);

    /// <inheritdoc/>
    public StoreOpened Open()
    {
        Directory.CreateDirectory(folder);
        FinishRebuild();
        try
        {
            return OpenSound();
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            return Mend(e, null);
        }
    }

    /// <inheritdoc/>
    public StoreOpened Mend(StoreException fault, StoreOpened? known)
    {
        Directory.CreateDirectory(folder);
        return fault.Fault switch
        {
            // What lies there now is another store, perhaps with this one's log beside it: nothing of it is to be trusted.
            StoreFault.Missing => BeginAnew(fault, known),
            StoreFault.LogMissing when Reopen(known!) is { } again => again,
            _ => Rebuild(fault, known) ?? BeginAnew(fault, known),
        };
    }

    /// <inheritdoc/>
    public void Trim(long liveBytes)
    {
        foreach (var name in _quarantine.Trim(Math.Max(0, plan.BudgetBytes - liveBytes)))
        {
            Log.AsideDeleted(log, name);
        }
    }

    private StoreOpened OpenSound()
    {
        var engine = kind.Open(_path, plan.Engine);
        try
        {
            if (engine.GetValue(StoreKeys.Epoch) is null)
            {
                // A store that has vanished while nobody looked is a lost one too: its epoch still lies beside it.
                return HasContent(engine) ? throw Damaged("it has records but no epoch") : Create(engine, EpochFile.Read(_epochPath), []);
            }

            var epoch = Text(OwnValue.Read(engine, StoreKeys.Epoch)) ?? throw Damaged("its epoch");
            if (EpochFile.Read(_epochPath) is { } beside && beside != EpochFile.Unknown && beside != epoch)
            {
                throw Damaged($"it is of epoch {epoch}, expected was {beside}");
            }

            var key = OwnValue.Read(engine, StoreKeys.Secret) is { Length: SecretLength } secret ? secret : throw Damaged("its key");
            var state = BufferState.Read(engine) ?? throw Damaged("its counts or consumers");
            var format = OwnValue.Read(engine, StoreKeys.Format) is [var number] ? number : throw Damaged("its version");
            if (format > Format)
            {
                throw new StoreException(StoreFault.Other, $"{_path} was written by a newer agent (store version {format}, this agent knows {Format}); install that version again, or move the folder away");
            }

            return new StoreOpened(engine, HeadsFile.Open(_headsPath), epoch, key, TellLostTail(engine, epoch, state));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    // The witness knows of numbers that the store has lost with the end of its log.
    private BufferState TellLostTail(IStoreEngine engine, string epoch, BufferState state)
    {
        var batch = new BufferBatch(state, epoch);
        if (CountsBeside(epoch) is not { } seen || !batch.GiveUpTo(seen, Now))
        {
            return state;
        }

        batch.Seal();
        engine.Commit(batch.Write);
        Log.TailLost(log, $"{state.Heads}", $"{seen.Heads}");
        return batch.Next();
    }

    private StoreCounts? CountsBeside(string epoch) => HeadsFile.Read(_headsPath) is { } witness && witness.Epoch == epoch ? witness.Counts : null;

    // Closing has moved the unlinked log into the data file.
    private StoreOpened? Reopen(StoreOpened known)
    {
        try
        {
            var store = OpenSound();
            if (store.Epoch == known.Epoch)
            {
                Log.Reopened(log, _path);
                return store;
            }

            store.Close();
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            return null;
        }

        return null;
    }

    private StoreOpened? Rebuild(StoreException fault, StoreOpened? known)
    {
        DeleteNew();
        StoreIdentity identity;
        CopyResult copied;
        try
        {
            using var source = kind.OpenReader(_path);
            if (StoreIdentity.Find(source, known, EpochFile.Read(_epochPath), CountsBeside) is not { } found)
            {
                return null;
            }

            identity = found with { Key = found.Key.Length == SecretLength ? found.Key : RandomNumberGenerator.GetBytes(SecretLength) };
            using var target = kind.Open(_path + NewSuffix, plan.Engine);
            copied = new StoreCopy(source, target, plan, identity, Now).Run(batch => PutIdentity(batch, identity.Epoch, identity.Key));
        }
        catch (StoreException e) when (e.Fault is StoreFault.Corrupt or StoreFault.Missing or StoreFault.DiskFull or StoreFault.ReadOnly)
        {
            Log.RebuildFailed(log, e.Message);
            DeleteNew();
            return null;
        }

        if (copied.Records == 0 && !identity.IsStored)
        {
            DeleteNew();
            return null;
        }

        var aside = _quarantine.SetAside(clock.Read().UtcMs);
        MoveNew();
        var store = OpenSound();
        Log.Rebuilt(log, fault.Message, aside, copied.Records, copied.LostNumbers);
        Trim(store.Engine.FileBytes);
        return store;
    }

    private StoreOpened BeginAnew(StoreException fault, StoreOpened? known)
    {
        var lost = known?.Epoch ?? EpochFile.Read(_epochPath) ?? EpochFile.Unknown;
        var aside = _quarantine.SetAside(clock.Read().UtcMs);
        Trim(0);
        var engine = kind.Open(_path, plan.Engine);
        try
        {
            var store = Create(engine, lost, known?.State.Consumers.Values ?? []);
            Log.Quarantined(log, fault.Message, aside, store.Epoch);
            return store;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    // Identity, consumers (from the start again) and the gaps of a lost store, all in one transaction: a cut leaves all or nothing.
    private StoreOpened Create(IStoreEngine engine, string? lostEpoch, IEnumerable<ConsumerState> consumers)
    {
        var epoch = EpochId.Make();
        var key = RandomNumberGenerator.GetBytes(SecretLength);
        var batch = new BufferBatch(BufferState.Empty, epoch);
        PutIdentity(batch, epoch, key);
        batch.KeepConsumers();
        foreach (var consumer in consumers)
        {
            batch.PutConsumer(consumer.Name, consumer.Classes, Now.UtcMs);
        }

        foreach (var summaryClass in lostEpoch is null ? [] : SummaryClasses.All)
        {
            batch.Append(Gaps.MakeLost(lostEpoch!, summaryClass, Now));
        }

        batch.Seal();
        engine.Commit(batch.Write);
        EpochFile.Write(_epochPath, epoch);
        return new StoreOpened(engine, HeadsFile.Open(_headsPath), epoch, key, batch.Next());
    }

    private static void PutIdentity(BufferBatch batch, string epoch, byte[] key)
    {
        batch.Put(StoreKeys.Format, [Format]);
        batch.Put(StoreKeys.Epoch, Encoding.ASCII.GetBytes(epoch));
        batch.Put(StoreKeys.Secret, key);
    }

    // A cut between setting aside and renaming leaves a whole copy under its first name.
    private void FinishRebuild()
    {
        if (!File.Exists(_path) && File.Exists(_path + NewSuffix) && IsWhole(_path + NewSuffix))
        {
            MoveNew();
        }

        DeleteNew();
    }

    private bool IsWhole(string path)
    {
        try
        {
            using var store = kind.OpenReader(path);
            return OwnValue.Read(store, StoreKeys.Epoch) is not null;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private void MoveNew()
    {
        foreach (var suffix in kind.Suffixes.Where(s => File.Exists(_path + NewSuffix + s)))
        {
            File.Move(_path + NewSuffix + suffix, _path + suffix);
        }
    }

    private void DeleteNew()
    {
        foreach (var suffix in kind.Suffixes)
        {
            File.Delete(_path + NewSuffix + suffix);
        }
    }

    private static bool HasContent(IStoreEngine engine)
    {
        var any = new List<EngineRecord>();
        foreach (var summaryClass in SummaryClasses.All)
        {
            engine.Read(summaryClass, 0, ulong.MaxValue, 1, 1, any);
        }

        return any.Count > 0 || engine.GetValues("").Count > 0;
    }

    private static string? Text(byte[]? epoch) => epoch is not null && Encoding.ASCII.GetString(epoch) is var text && EpochId.IsOne(text) ? text : null;

    private StoreException Damaged(string what) => new(StoreFault.Corrupt, $"{_path} is damaged: {what}");
}
