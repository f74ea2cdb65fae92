using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer;

/// <summary>Log messages of the buffer. Event ids are frozen once shipped.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Error, "the store is damaged ({Fault}); set aside as {File}, a new epoch {Epoch} begins")]
    public static partial void Quarantined(ILogger logger, string fault, string file, string epoch);

    [LoggerMessage(3001, LogLevel.Error, "nothing can be stored: {Fault}")]
    public static partial void CommitFailed(ILogger logger, string fault);

    [LoggerMessage(3002, LogLevel.Warning, "record {SummaryClass}/{Seq} is damaged: told as a gap")]
    public static partial void RecordDamaged(ILogger logger, string summaryClass, ulong seq);

    [LoggerMessage(3003, LogLevel.Warning, "the budget is used up: {SummaryClass} {First}..{Last} gave way to a gap")]
    public static partial void Evicted(ILogger logger, string summaryClass, ulong first, ulong last);

    [LoggerMessage(3004, LogLevel.Error, "the store cannot be read: {Fault}")]
    public static partial void ReadFailed(ILogger logger, string fault);

    [LoggerMessage(3005, LogLevel.Error, "the buffer's writer failed")]
    public static partial void WriterFailed(ILogger logger, Exception error);

    [LoggerMessage(3006, LogLevel.Warning, "making room failed: {Fault}; tried again with the next commit")]
    public static partial void EvictFailed(ILogger logger, string fault);

    [LoggerMessage(3007, LogLevel.Debug, "the budget is used up: {Before} routine records {First}..{Last} became {After}")]
    public static partial void Merged(ILogger logger, ulong first, ulong last, int before, int after);

    [LoggerMessage(3008, LogLevel.Warning, "consumer {Name} was not seen for too long while summaries waited for it: removed, nothing is held back for it any more")]
    public static partial void ConsumerExpired(ILogger logger, string name);

    [LoggerMessage(3009, LogLevel.Error, "the store is damaged ({Fault}); set aside as {File}; {Records} sound records were kept in the same epoch, {Lost} numbers are told as gaps")]
    public static partial void Rebuilt(ILogger logger, string fault, string file, long records, long lost);

    [LoggerMessage(3010, LogLevel.Error, "the store has lost the end of its log: it reaches to {Found}, confirmed were {Confirmed}; the difference is told as gaps")]
    public static partial void TailLost(ILogger logger, string found, string confirmed);

    [LoggerMessage(3011, LogLevel.Warning, "nothing of the damaged store can be copied: {Fault}")]
    public static partial void RebuildFailed(ILogger logger, string fault);

    [LoggerMessage(3012, LogLevel.Warning, "files of the store had been deleted or replaced: {File} was opened again, nothing is lost")]
    public static partial void Reopened(ILogger logger, string file);

    [LoggerMessage(3013, LogLevel.Warning, "{File} was deleted: the newest two stores that were set aside are kept, as far as the budget has room for them")]
    public static partial void AsideDeleted(ILogger logger, string file);

    [LoggerMessage(3014, LogLevel.Warning, "{SummaryClass} {First}..{Last} were damaged: a gap took their place")]
    public static partial void GivenUp(ILogger logger, string summaryClass, ulong first, ulong last);

    [LoggerMessage(3015, LogLevel.Warning, "upkeep of the store failed: {Fault}; tried again")]
    public static partial void UpkeepFailed(ILogger logger, string fault);

    [LoggerMessage(3016, LogLevel.Error, "evidence of {Camera} cannot be kept: {Fault}")]
    public static partial void EvidenceNotKept(ILogger logger, string camera, string fault);

    [LoggerMessage(3017, LogLevel.Error, "evidence {File} is over and cannot be deleted: {Fault}")]
    public static partial void EvidenceNotDeleted(ILogger logger, string file, string fault);

    [LoggerMessage(3018, LogLevel.Error, "evidence in {Folder} cannot be read: {Fault}")]
    public static partial void EvidenceNotRead(ILogger logger, string folder, string fault);
}
