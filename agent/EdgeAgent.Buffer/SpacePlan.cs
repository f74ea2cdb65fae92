using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Buffer;

/// <summary>
/// How a budget is shared out. It covers all files of the store: data, log, index of the log, the reserve, and stores set aside. Of a budget B:
/// <list type="bullet">
/// <item>a transaction that makes room reads and rewrites at most B/32, 16 KiB..1 MiB, of records, and the reserve on the disk has room for three times that and 32 KiB more;</item>
/// <item>the log is moved into the data file at B/32, 64 KiB..1 MiB, and cut back beyond twice that; summaries that wait share a transaction of at most B/16, 64 KiB..1 MiB;</item>
/// <item>the rest is for records, and its last sixteenth for alarms alone.</item>
/// </list>
/// </summary>
internal sealed class SpacePlan
{
    private const long IndexBytes = 64 << 10;
    private const long SmallBytes = 64 << 10;
    private const long LargeBytes = 1 << 20;

    public SpacePlan(long budgetBytes)
    {
        BudgetBytes = budgetBytes;
        MakeRoomBytes = (int)Math.Clamp(budgetBytes / 32, 16 << 10, LargeBytes);
        ReserveBytes = (int)((3L * MakeRoomBytes) + (32 << 10));
        BatchBytes = Math.Clamp(budgetBytes / 16, SmallBytes, LargeBytes);
        AppendBytes = budgetBytes / 4;
        var checkpointBytes = Math.Clamp(budgetBytes / 32, SmallBytes, LargeBytes);
        Engine = new EngineLimits(checkpointBytes, 2 * checkpointBytes);
        DataBytes = Math.Max(budgetBytes / 4, budgetBytes - ReserveBytes - Engine.LogBytes - BatchBytes - IndexBytes);
        AlarmBytes = DataBytes / 16;
    }

    /// <summary>Most that all files may take.</summary>
    public long BudgetBytes { get; }

    /// <summary>Most bytes of records that one transaction reads and rewrites to make room.</summary>
    public int MakeRoomBytes { get; }

    /// <summary>Room on the disk that is taken beforehand for such transactions.</summary>
    public int ReserveBytes { get; }

    /// <summary>Most bytes of summaries that are gathered for one transaction.</summary>
    public long BatchBytes { get; }

    /// <summary>Most bytes that one append may have.</summary>
    public long AppendBytes { get; }

    /// <summary>Most that records may take.</summary>
    public long DataBytes { get; }

    /// <summary>Room of <see cref="DataBytes"/> that only alarms may take.</summary>
    public long AlarmBytes { get; }

    /// <summary>Limits of the engine's other files.</summary>
    public EngineLimits Engine { get; }

    /// <summary>
    /// While the files cannot be kept small because somebody holds an old view of the store, commits are denied beyond this: the budget, and a sixteenth more for alarms. The files
    /// exceed it by one transaction at most.
    /// </summary>
    public long HeldLimitBytes(bool isAlarm) => BudgetBytes + (isAlarm ? BudgetBytes / 16 : 0);
}
