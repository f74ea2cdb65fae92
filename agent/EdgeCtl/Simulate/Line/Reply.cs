namespace EdgeCtl.Simulate.Line;

/// <summary>What kind of answer a slave gave.</summary>
internal enum ReplyKind
{
    /// <summary>None: the request is for nobody here.</summary>
    Foreign,

    /// <summary>None: the request needs none (a broadcast).</summary>
    Silent,

    /// <summary>None: what came acknowledges what the slave said before.</summary>
    Acknowledged,

    /// <summary>A usual answer, or a report.</summary>
    Normal,

    /// <summary>A refusal.</summary>
    Exception,

    /// <summary>A report that was sent before and not acknowledged.</summary>
    Repeated,
}

/// <summary>An answer of a slave.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Length">Bytes, 0 for none.</param>
/// <param name="Preamble">Bytes at its beginning that no check covers.</param>
/// <param name="Tail">Bytes at its end that no check covers.</param>
internal readonly record struct Reply(ReplyKind Kind, int Length, int Preamble = 0, int Tail = 0);
