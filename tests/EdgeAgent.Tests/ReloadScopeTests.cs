using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Run;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>What a reload changes of the pull API, and what it must not.</summary>
public sealed class ReloadScopeTests
{
    private static readonly PullConfig Open = new()
    {
        Listen = [new IPEndPoint(IPAddress.Any, 8470)],
        Tls = new PullTls("c", "k", ""),
        Tokens = [new PullToken("a", "s", PullScopes.Read, [])],
    };

    [Fact]
    public void Who_may_sign_in_follows_at_once_and_addresses_do_not()
    {
        var old = FakeGatewayView.NewSite() with { Pull = Open };
        var next = old with { Pull = new PullConfig { Listen = [new IPEndPoint(IPAddress.Loopback, 8470)], RatePerS = 5, RequiredConsumers = ["x"] } };
        Assert.Equal(["the pull uplink's listen", "the pull uplink's tls", "the pull uplink's required"], ReloadScope.NeedRestart(old, next));
        var kept = ReloadScope.Keep(old, next).Pull!;
        Assert.Equal((Open.Listen, Open.Tls, 5), (kept.Listen, kept.Tls, kept.RatePerS));
        Assert.Empty(kept.Tokens);

        // The address for everybody stays, nobody may sign in any more: so nobody is served.
        Assert.True(kept.NeedsSignIn);
    }

    [Fact]
    public void A_pull_API_that_was_not_there_or_is_taken_out_waits_for_a_restart()
    {
        var with = FakeGatewayView.NewSite() with { Pull = Open };
        var without = with with { Pull = null };
        Assert.Null(ReloadScope.Keep(without, with).Pull);
        Assert.Same(Open, ReloadScope.Keep(with, without).Pull);
        Assert.Empty(ReloadScope.NeedRestart(with, with with { Pull = Open with { Tokens = [], RatePerS = 9 } }));
    }
}
