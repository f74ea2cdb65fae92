using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>The real buffer over the simulated disk of one machine. Its thread does nothing but what somebody waits for, so a run repeats itself.</summary>
internal sealed class SimStore : IDisposable
{
    private readonly MemoryFolder _folder = new();
    private readonly SimClock _clock;
    private readonly BufferOptions _options;

    public SimStore(SimClock clock, Random random)
    {
        _clock = clock;
        Power = new SimPower(random);
        Kind = new SimKind(Power, random);
        _options = new BufferOptions { BudgetBytes = 512 << 10, CommitMs = 0, EvictRecords = 100, MergeRecords = 1_000, Kind = Kind, IdleUpkeep = false };
    }

    public SimPower Power { get; }

    public SimKind Kind { get; }

    /// <summary>Opens the store; null when the disk does not let it.</summary>
    public ISummaryBuffer? Open()
    {
        var opened = BufferStore.OpenAsync(_folder.Path, _options, _clock, NullLogger.Instance).GetAwaiter().GetResult();
        return Power.IsOff ? throw new SimPowerCut() : opened.Buffer;
    }

    public void Dispose() => _folder.Dispose();
}
