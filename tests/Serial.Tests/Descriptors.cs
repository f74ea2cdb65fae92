namespace EdgeAgent.Tests.Serial;

/// <summary>Tests that count the process's descriptors run alone: those of the others come and go.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Descriptors
{
    public const string Name = "descriptors";
}
