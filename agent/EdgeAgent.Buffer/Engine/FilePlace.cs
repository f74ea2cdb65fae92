using EdgeAgent.Core.Interop;

namespace EdgeAgent.Buffer.Engine;

/// <summary>Tells whether files are still the ones that were opened under their names. For one thread.</summary>
internal sealed class FilePlace(params string[] paths)
{
    private readonly FileIdentity?[] _known = new FileIdentity?[paths.Length];

    /// <summary>A path whose file is gone or another one, or null. A file that did not exist when it was last asked is known from now on.</summary>
    public string? WhatMoved()
    {
        for (var i = 0; i < paths.Length; i++)
        {
            var now = FileIdentity.Of(paths[i]);
            if (_known[i] is { } known && now != known)
            {
                return paths[i];
            }

            _known[i] = now;
        }

        return null;
    }
}
