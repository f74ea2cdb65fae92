using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace EdgeAgent.Buffer.Engine;

/// <summary>Learns from SQLite how many frames its log holds after each commit (sqlite3_wal_hook). For the connection's thread; dispose of it after the connection.</summary>
internal sealed unsafe partial class SqliteLogHook : IDisposable
{
    private int* _frames;

    public SqliteLogHook(sqlite3 connection)
    {
        _frames = (int*)NativeMemory.AllocZeroed(sizeof(int));
        SetHook(connection.DangerousGetHandle(), &Note, (nint)_frames);
    }

    /// <summary>Frames in the log after the last commit; 0 when none wrote anything since this was last asked.</summary>
    public int TakeFrames()
    {
        var frames = *_frames;
        *_frames = 0;
        return frames;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_frames);
        _frames = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Note(nint context, nint connection, nint name, int frames)
    {
        *(int*)context = frames;
        return raw.SQLITE_OK;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_wal_hook")]
    private static partial nint SetHook(nint connection, delegate* unmanaged[Cdecl]<nint, nint, nint, int, int> hook, nint context);
}
