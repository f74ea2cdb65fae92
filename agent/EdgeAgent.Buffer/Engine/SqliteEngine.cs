using EdgeAgent.Core.Wire;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static EdgeAgent.Buffer.Engine.SqliteCalls;

namespace EdgeAgent.Buffer.Engine;

/// <summary>
/// SQLite 3 with a write-ahead log and synchronous=FULL: each commit is one fsync of the log. Checkpoints are made here, not by SQLite in the midst of a commit, so that
/// they delay nobody and are counted.
/// </summary>
internal sealed class SqliteEngine : IStoreEngine
{
    private const int BusyMs = 50;
    private const int BeginAttempts = 100;
    private const int CacheKiB = 1024;
    private const int FrameBytes = SqliteHeader.PageBytes + 24;
    private const int LogHeaderBytes = 32;
    private const int GiveBackPages = 256;
    private const int GiveBackFromBytes = 1 << 20;
    private const int CheckpointPassive = 0;
    private const int CheckpointTruncate = 3;

    private readonly string _path;
    private readonly EngineLimits _limits;
    private readonly SqliteConnection _writer;
    private readonly SqliteReader _reader;
    private readonly FilePlace _place;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _put;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _putValue;
    private readonly SqliteStatement _deleteValue;
    private readonly SqliteStatement _pages;
    private readonly SqliteStatement _free;
    private readonly SqliteLogHook _hook;
    private int _frames;
    private int _moved;
    private EngineWear _wear;
    private bool _isClosed;

    private SqliteEngine(string path, EngineLimits limits, SqliteConnection writer, SqliteReader reader)
    {
        _path = path;
        _limits = limits;
        _writer = writer;
        _reader = reader;
        _place = new FilePlace(path, path + "-wal");
        _hook = new SqliteLogHook(writer.Handle!);
        SqliteStatement Prepare(string sql) => new(writer.Handle!, sql);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _put = Prepare("INSERT OR REPLACE INTO records(id, v) VALUES(?1, ?2)");
        _delete = Prepare("DELETE FROM records WHERE id BETWEEN ?1 AND ?2");
        _putValue = Prepare("INSERT OR REPLACE INTO meta(k, v) VALUES(?1, ?2)");
        _deleteValue = Prepare("DELETE FROM meta WHERE k = ?1");
        _pages = Prepare("PRAGMA page_count");
        _free = Prepare("PRAGMA freelist_count");
    }

    /// <inheritdoc/>
    public long UsedBytes { get; private set; }

    /// <inheritdoc/>
    public long FileBytes => _reader.FileBytes;

    /// <inheritdoc/>
    public bool IsHeld { get; private set; }

    /// <inheritdoc/>
    public EngineWear Wear => _wear;

    /// <summary>Opens or makes the store at <paramref name="path"/>. Throws <see cref="StoreException"/>.</summary>
    public static SqliteEngine Open(string path, EngineLimits limits) => Guard(() =>
    {
        SqliteHeader.Check(path);
        var writer = SqliteCalls.Open(path, SqliteOpenMode.ReadWriteCreate, BusyMs);
        SqliteReader? reader = null;
        try
        {
            SetUp(writer);
            Execute(writer, $"PRAGMA journal_size_limit = {limits.LogBytes}");
            reader = SqliteReader.Open(path, SqliteOpenMode.ReadWrite);
            var engine = new SqliteEngine(path, limits, writer, reader);

            // What an earlier run left in the log is moved first, so that everything after is counted.
            engine.Checkpoint(CheckpointPassive);
            engine.UsedBytes = engine.CountUsed();
            return engine;
        }
        catch
        {
            reader?.Dispose();
            writer.Dispose();
            throw;
        }
    });

    /// <inheritdoc/>
    public void Commit(StoreWrite write) => Guard(() =>
    {
        ThrowIfClosed();

        // Open files that were deleted or replaced still take writes, and those end with the process.
        if (_place.WhatMoved() is { } moved)
        {
            throw new StoreException(moved == _path ? StoreFault.Missing : StoreFault.LogMissing, $"{moved} was deleted or replaced");
        }

        Begin();
        try
        {
            Apply(write);
            var used = CountUsed();
            _commit.Run();
            UsedBytes = used;
        }
        catch
        {
            RollBack();
            throw;
        }

        CountCommit();
        return true;
    });

    /// <inheritdoc/>
    public void Tidy(bool giveBack) => Guard(() =>
    {
        ThrowIfClosed();
        if (giveBack)
        {
            GiveBack();
        }

        if ((long)(_frames - _moved) * FrameBytes >= _limits.CheckpointBytes)
        {
            Checkpoint(CheckpointPassive);
        }

        var isLong = LengthOf(_path + "-wal") > _limits.LogBytes;
        IsHeld = isLong && !_reader.Between(() => Checkpoint(CheckpointTruncate));
        return true;
    });

    /// <inheritdoc/>
    public void Read(SummaryClass summaryClass, ulong from, ulong to, int limit, int maxBytes, List<EngineRecord> into) =>
        _reader.Read(summaryClass, from, to, limit, maxBytes, into);

    /// <inheritdoc/>
    public byte[]? GetValue(string key) => _reader.GetValue(key);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, byte[]>> GetValues(string prefix) => _reader.GetValues(prefix);

    /// <inheritdoc/>
    public IDisposable Freeze() => _reader.Freeze();

    /// <inheritdoc/>
    public void Check(Action<string> tell) => _reader.Check(tell);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _put, _delete, _putValue, _deleteValue, _pages, _free])
        {
            statement.Dispose();
        }

        _reader.Dispose();
        _writer.Dispose();
        _hook.Dispose();
    }

    // Idempotent, so that a cut in the midst of it is mended by the next start.
    private static void SetUp(SqliteConnection writer)
    {
        Execute(writer, $"PRAGMA page_size = {SqliteHeader.PageBytes}");
        Execute(writer, "PRAGMA auto_vacuum = INCREMENTAL");
        Execute(writer, "PRAGMA journal_mode = WAL");
        Execute(writer, "PRAGMA synchronous = FULL");
        Execute(writer, $"PRAGMA cache_size = -{CacheKiB}");
        Execute(writer, "PRAGMA wal_autocheckpoint = 0");
        Execute(writer, "CREATE TABLE IF NOT EXISTS records(id INTEGER PRIMARY KEY, v BLOB NOT NULL)");
        Execute(writer, "CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID");
    }

    // Freed pages are moved to the end of the file and cut off. It costs writes: not for a little, and not all at once.
    private void GiveBack()
    {
        var free = _free.Number() * SqliteHeader.PageBytes;
        var used = (_pages.Number() * SqliteHeader.PageBytes) - free;
        if (free <= GiveBackFromBytes + (used / 4))
        {
            return;
        }

        Execute(_writer, $"PRAGMA incremental_vacuum({GiveBackPages})");
        UsedBytes = CountUsed();
        CountCommit();
        Checkpoint(CheckpointPassive);
    }

    // A store that could not be mended is closed until the next attempt.
    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new StoreException(StoreFault.Other, "the store is closed");
        }
    }

    // Somebody outside may hold the writer's lock for a moment.
    private void Begin()
    {
        const int Busy = 5;
        var result = Busy;
        for (var attempt = 0; attempt < BeginAttempts && (result & 0xff) == Busy; attempt++)
        {
            result = _begin.TryRun();
        }

        SqliteException.ThrowExceptionForRC(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, _writer.Handle!);
    }

    private void Apply(StoreWrite write)
    {
        write.Deleted = 0;
        foreach (var (summaryClass, first, last) in write.Deletes)
        {
            write.Deleted += _delete.Bind(1, SqliteReader.Id(summaryClass, first)).Bind(2, SqliteReader.Id(summaryClass, last)).Run();
        }

        foreach (var (summaryClass, seq, value) in write.Puts)
        {
            _put.Bind(1, SqliteReader.Id(summaryClass, seq)).Bind(2, value).Run();
        }

        foreach (var (key, value) in write.Values)
        {
            _ = value.Length == 0 ? _deleteValue.Bind(1, key).Run() : _putValue.Bind(1, key).Bind(2, value).Run();
        }
    }

    // Within the transaction it needs no locks of its own.
    private long CountUsed() => (_pages.Number() - _free.Number()) * SqliteHeader.PageBytes;

    // Some faults end the transaction by themselves.
    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_writer.Handle!) == 0)
        {
            _ = raw.sqlite3_exec(_writer.Handle!, "ROLLBACK");
        }
    }

    private void CountCommit()
    {
        var frames = _hook.TakeFrames();
        if (frames == 0)
        {
            return;
        }

        // A log that begins anew has its header written and synced first.
        var isFirst = frames <= _frames || _frames == 0;
        _wear += new EngineWear(((long)(isFirst ? frames : frames - _frames) * FrameBytes) + (isFirst ? LogHeaderBytes : 0), isFirst ? 2 : 1);
        _moved = isFirst ? 0 : _moved;
        _frames = frames;
    }

    // True when all of the log is in the data file. The log is synced before it is read, and the data file after it is written.
    private bool Checkpoint(int mode)
    {
        const int Busy = 5;
        var pages = SqliteLogPages.Read(_path + "-wal", _moved, _frames);
        var result = raw.sqlite3_wal_checkpoint_v2(_writer.Handle!, "main", mode, out var frames, out var moved);
        if (result is not (raw.SQLITE_OK or Busy))
        {
            SqliteException.ThrowExceptionForRC(result, _writer.Handle!);
        }

        // Cutting the log makes both counts 0: then everything that was in it has been moved.
        var isCut = mode == CheckpointTruncate && result == raw.SQLITE_OK;
        var now = isCut ? _frames : Math.Max(_moved, moved);
        if (now > _moved)
        {
            // A page that the log holds twice is moved once.
            _wear += new EngineWear((long)pages.Take(now - _moved).Distinct().Count() * SqliteHeader.PageBytes, 2);
        }

        _frames = isCut ? 0 : Math.Max(_frames, frames);
        _moved = isCut ? 0 : now;
        return isCut || (result == raw.SQLITE_OK && moved == frames);
    }
}
