namespace EdgeAgent.Tests.Onnx;

/// <summary>Tests that share the runtime.</summary>
[CollectionDefinition("runtime")]
public sealed class OneRuntime : ICollectionFixture<Runtime>;
