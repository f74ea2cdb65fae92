namespace EdgeAgent.Core.Config.JsonPaths;

/// <summary>Kinds of <see cref="JsonPathSegment"/>.</summary>
internal enum JsonPathStep : byte
{
    /// <summary>Member of an object by its name.</summary>
    Name,

    /// <summary>Item of an array by its index.</summary>
    Index,

    /// <summary>First item of an array that is an object with a certain member.</summary>
    Where,
}

/// <summary>One step of a path.</summary>
/// <param name="Step">Kind of step.</param>
/// <param name="Name">Name of the member, UTF-8; empty for <see cref="JsonPathStep.Index"/>.</param>
/// <param name="Index">Index from 0.</param>
/// <param name="Text">The member's value, UTF-8; null when it is no text.</param>
/// <param name="Number">The member's value when it is a number.</param>
/// <param name="Flag">The member's value when it is true or false.</param>
internal sealed record JsonPathSegment(JsonPathStep Step, byte[] Name, int Index = 0, byte[]? Text = null, double? Number = null, bool? Flag = null);
