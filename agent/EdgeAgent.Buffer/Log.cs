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
}
