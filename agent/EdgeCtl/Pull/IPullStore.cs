namespace EdgeCtl.Pull;

/// <summary>Where pulled summaries are kept. Thread-safe for different gateways; a gateway has one pulling task.</summary>
internal interface IPullStore : IAsyncDisposable
{
    /// <summary>Takes up a gateway: what is durably stored of it. <paramref name="notices"/> gets what a person should know. Throws <see cref="PullException"/>.</summary>
    Task<Ledger> OpenAsync(string gateway, List<string> notices, CancellationToken cancel);

    /// <summary>
    /// Stores what is new and the cursor so that a crash leaves both or neither, or items that are known again. When it returns they are on the disk. Throws
    /// <see cref="PullException"/>; the ledger must then be opened again.
    /// </summary>
    Task StoreAsync(Ledger ledger, Intake intake, CancellationToken cancel);
}
