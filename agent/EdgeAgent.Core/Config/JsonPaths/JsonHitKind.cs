namespace EdgeAgent.Core.Config.JsonPaths;

/// <summary>What a path found.</summary>
public enum JsonHitKind : byte
{
    /// <summary>Nothing: the document has no such place.</summary>
    Missing,

    /// <summary>null.</summary>
    Null,

    /// <summary>false.</summary>
    False,

    /// <summary>true.</summary>
    True,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>The whole payload, which is no JSON but one line of text such as ON.</summary>
    Word,
}
