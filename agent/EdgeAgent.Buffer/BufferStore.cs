using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Buffer;

/// <summary>What became of opening a buffer.</summary>
/// <param name="Buffer">The buffer; null when it could not be opened.</param>
/// <param name="Fault">Why not, and what to do.</param>
public sealed record BufferOpened(ISummaryBuffer? Buffer, string Fault);

/// <summary>Opens the buffer of a data path: makes a new store, takes up the one that is there, or mends a damaged one.</summary>
public static class BufferStore
{
    /// <summary>The buffer's folder below a data path.</summary>
    public const string FolderName = "buffer";

    /// <summary>
    /// Opens the store in `buffer/` below <paramref name="dataPath"/>. A damaged one is set aside as `edge.db.corrupt-UTC`; what is sound in it goes on in the same epoch with exact gaps, or, where
    /// nothing can be read, a new epoch begins and a gap in each class names the old one. Never throws for the state of the disk.
    /// </summary>
    public static Task<BufferOpened> OpenAsync(string dataPath, BufferConfig config, IEdgeClock clock, ILogger log) =>
        OpenAsync(dataPath, new BufferOptions { BudgetBytes = config.BudgetBytes, CommitMs = config.CommitMs }, clock, log);

    /// <summary>The same with every limit stated.</summary>
    public static Task<BufferOpened> OpenAsync(string dataPath, BufferOptions options, IEdgeClock clock, ILogger log) =>
        Task.Run(() => Open(dataPath, options, clock, log));

    private static BufferOpened Open(string dataPath, BufferOptions options, IEdgeClock clock, ILogger log)
    {
        var folder = Path.Combine(dataPath, FolderName);
        var plan = new SpacePlan(options.BudgetBytes);
        try
        {
            var store = new StoreFolder(folder, options.Kind, plan, clock, log);
            return new BufferOpened(new SummaryBuffer(store, plan, new DiskReserve(Path.Combine(folder, "reserve"), plan.ReserveBytes), options, clock, log), "");
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            return new BufferOpened(null, $"the buffer in {folder} cannot be opened: {e.Message}");
        }
    }
}
