using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Tests.Buffer;

public sealed class SqliteBufferTests : BufferContract
{
    protected override IStoreKind Kind => SqliteKind.Instance;
}

public sealed class MemoryBufferTests : BufferContract
{
    protected override IStoreKind Kind { get; } = new MemoryKind();
}
