using EdgeAgent.Core.Config;

namespace EdgeAgent.Run;

/// <summary>What a reload can change and what only a start can. Pure.</summary>
internal static class ReloadScope
{
    /// <summary>Parts that changed and take effect at the next start alone.</summary>
    public static IEnumerable<string> NeedRestart(Site old, Site next)
    {
        if (old.Gateway.Id != next.Gateway.Id)
        {
            yield return "gateway.id";
        }

        if (old.Buffer != next.Buffer)
        {
            yield return "buffer";
        }

        if (!Same(old.Pull?.Listen, next.Pull?.Listen))
        {
            yield return "the pull uplink's listen";
        }

        if (old.Pull?.Tls != next.Pull?.Tls)
        {
            yield return "the pull uplink's tls";
        }

        if (!(old.Pull?.RequiredConsumers ?? []).SequenceEqual(next.Pull?.RequiredConsumers ?? []))
        {
            yield return "the pull uplink's required";
        }

        if (!Same(old.Console?.Listen, next.Console?.Listen))
        {
            yield return "console.listen";
        }

        if (old.Log.File != next.Log.File)
        {
            yield return "log.file";
        }
    }

    /// <summary>The new site with those parts as they were.</summary>
    public static Site Keep(Site old, Site next) => next with
    {
        Gateway = next.Gateway with { Id = old.Gateway.Id },
        Buffer = old.Buffer,
        Pull = KeepPull(old.Pull, next.Pull),
        Console = old.Console,
        Log = next.Log with { File = old.Log.File },
    };

    // Who may sign in, what they may do and how often changes at once.
    private static PullConfig? KeepPull(PullConfig? old, PullConfig? next) =>
        old is null || next is null ? old : next with { Listen = old.Listen, Tls = old.Tls, RequiredConsumers = old.RequiredConsumers };

    private static bool Same(IReadOnlyList<System.Net.IPEndPoint>? a, IReadOnlyList<System.Net.IPEndPoint>? b) =>
        (a ?? []).SequenceEqual(b ?? []);
}
