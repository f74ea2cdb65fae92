namespace EdgeCtl.Modules.Import;

/// <summary>Takes how far an import is, and ends it by OperationCanceledException when it is to stop.</summary>
/// <param name="show">Shows a step, what of it is done, and all of it; called on the importing thread.</param>
/// <param name="stop">When to stop.</param>
internal sealed class ImportProgress(Action<ImportStep, long, long> show, CancellationToken stop)
{
    /// <summary>Shows nothing, never stops.</summary>
    public static ImportProgress None { get; } = new((_, _, _) => { }, CancellationToken.None);

    /// <summary>Takes what is done of a step, and all of it.</summary>
    public void Tell(ImportStep step, long done, long total)
    {
        stop.ThrowIfCancellationRequested();
        show(step, done, total);
    }
}
