namespace EdgeAgent.Tests.Architecture;

/// <summary>Which project may refer to which: Core to none of ours, all else to Core, modules not to each other, executables to all, tests to their own.</summary>
internal static class ReferenceRules
{
    private const string Core = "EdgeAgent.Core";
    private static readonly string[] Executables = ["EdgeAgent", "EdgeCtl"];
    private static readonly string[] OnnxUsers = ["EdgeAgent.Inference.Video", "EdgeAgent.Inference.Series"];

    /// <summary>What is wrong with a reference; null when it may be. Both are paths from the root.</summary>
    public static string? FaultOf(string project, string reference)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var target = Path.GetFileNameWithoutExtension(reference);
        if (project.StartsWith("tests/", StringComparison.Ordinal))
        {
            return FaultOfTest(name, target);
        }

        if (reference.StartsWith("tests/", StringComparison.Ordinal))
        {
            return $"{project} refers to the test project {reference}";
        }

        if (Executables.Contains(target))
        {
            return $"{project} refers to the executable {target}; nothing but its tests may";
        }

        if (Executables.Contains(name) || (target == Core && name != Core))
        {
            return null;
        }

        if (name != Core && target.EndsWith(".Onnx", StringComparison.Ordinal) && OnnxUsers.Contains(name))
        {
            return null;
        }

        return name == Core
            ? $"{project} refers to {target}; Core depends on nothing of ours"
            : $"{project} refers to {target}; it may refer to {Core} alone";
    }

    private static string? FaultOfTest(string name, string target)
    {
        // Tests over the whole (Native, EndToEnd, Bench, ...) carry no project's name and may use any.
        if (!name.EndsWith(".Tests", StringComparison.Ordinal) || target is Core or "Support")
        {
            return null;
        }

        var own = name[..^".Tests".Length];
        return target == own || target.EndsWith("." + own, StringComparison.Ordinal) ? null : $"tests/{name} refers to {target}, which is not its own project";
    }
}
