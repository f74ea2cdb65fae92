using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Tests.Buffer;

public sealed class SqliteEngineTests : EngineContract
{
    protected override IStoreKind Kind => SqliteKind.Instance;
}

public sealed class MemoryEngineTests : EngineContract
{
    protected override IStoreKind Kind { get; } = new MemoryKind();
}
