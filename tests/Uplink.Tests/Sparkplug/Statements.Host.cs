using EdgeAgent.Uplink.Sparkplug;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>The primary host application, and commands.</summary>
internal static partial class Statements
{
    private static IEnumerable<(string Ids, Action<SparkplugCapture> Check)> Host() =>
    [
        ("message-flow-edge-node-birth-publish-phid-wait operational-behavior-edge-node-birth-sequence-wait", c =>
        {
            Assert.Equal(0, c.PublishedUnasked);
            Assert.DoesNotContain(c.Sessions[0], p => p.Verb == "NBIRTH");
            Assert.Contains(Long(c), p => p.Verb == "NBIRTH");
        }),
        ("message-flow-edge-node-birth-publish-phid-wait-id operational-behavior-primary-application-state-with-multiple-servers-state-subs", c =>
        {
            // Another host application was online all the while; the subscription names the configured one.
            Assert.Equal(0, c.PublishedUnasked);
            All_(c.Sessions, s => Assert.Equal([$"spBv1.0/STATE/{SparkplugCapture.Host}"], s.Where(p => p.IsSubscribe && p.Topic.Contains("STATE", StringComparison.Ordinal)).Select(p => p.Topic)));
        }),
        ("message-flow-edge-node-birth-publish-phid-wait-online", _ =>
        {
            var rig = StageRig.AwaitingHost();
            rig.State(isOnline: false, 1);
            Assert.DoesNotContain(rig.Out, o => o.Topic.Contains("BIRTH", StringComparison.Ordinal));
            rig = StageRig.AwaitingHost();
            rig.State(isOnline: true, 1);
            Assert.Contains(rig.Out, o => o.Topic.Contains("NBIRTH", StringComparison.Ordinal));
        }),
        ("message-flow-edge-node-birth-publish-phid-wait-timestamp", _ =>
        {
            var watch = new HostWatch(1);
            Assert.False(watch.IsGone(0, new HostState(true, 100)));
            Assert.True(watch.IsOnline);
            watch.Begin();
            Assert.False(watch.IsGone(0, new HostState(true, 99)));
            Assert.False(watch.IsOnline);
            Assert.False(watch.IsGone(0, new HostState(true, 100)));
            Assert.True(watch.IsOnline);

            // A server of its own has a time of its own.
            var two = new HostWatch(2);
            two.IsGone(0, new HostState(true, 100));
            two.Begin();
            Assert.False(two.IsGone(1, new HostState(true, 5)));
            Assert.True(two.IsOnline);
        }),
        ("message-flow-edge-node-birth-publish-phid-offline operational-behavior-edge-node-termination-host-offline", c =>
        {
            var session = Long(c);
            Assert.Equal("NDEATH", session.Last(p => p.IsPublish).Verb);
            Assert.True(session[^1].IsDisconnect);
            Assert.True(c.Sessions.Count > c.HostGoneSession + 1);

            // The same time as the online message's is enough.
            var rig = StageRig.Online(primaryHost: true);
            rig.State(isOnline: false, StageRig.HostMs);
            Assert.Equal(SparkplugOutputKind.Bury, Assert.Single(rig.Out).Kind);
        }),
        ("operational-behavior-edge-node-termination-host-offline-timestamp", c =>
        {
            Assert.Equal(c.OldOffline.Before, c.OldOffline.After);
            var rig = StageRig.Online(primaryHost: true);
            rig.State(isOnline: false, StageRig.HostMs - 1);
            Assert.Empty(rig.Out);
            Assert.Equal(SparkplugPhase.Online, rig.Stage.Phase);
        }),
        ("operational-behavior-edge-node-termination-host-offline-reconnect operational-behavior-primary-application-state-with-multiple-servers-walk", _ =>
        {
            var rig = StageRig.Online(primaryHost: true, servers: 3);
            for (var server = 1; server <= 3; server++)
            {
                rig.State(isOnline: false, StageRig.HostMs + server);
                Assert.Equal(server % 3, rig.Stage.Server);
                rig.UntilOpen();
                rig.Connect();
                rig.State(isOnline: true, StageRig.HostMs + server);
                Assert.Equal(SparkplugPhase.Online, rig.Stage.Phase);
            }
        }),
        ("operational-behavior-data-commands-rebirth-action-1", _ =>
        {
            var rig = StageRig.Online();
            rig.Append(SparkplugSite.Window(SparkplugSite.Level, 1, rig.NowMs + 5), SparkplugSite.Window(SparkplugSite.Open, 1, rig.NowMs + 5));
            Assert.NotNull(rig.Next());
            rig.Step(SparkplugInputKind.Rebirth);
            Assert.Empty(rig.Out);
            Assert.Null(rig.Next());
            rig.Wait(SparkplugStage.RebirthMs);
            Assert.Equal(["NBIRTH", "DBIRTH", "DBIRTH"], rig.Verbs().Take(3));
            Assert.NotNull(rig.Next());
        }),
        ("operational-behavior-data-commands-rebirth-action-2 operational-behavior-data-commands-ncmd-rebirth-name operational-behavior-data-commands-ncmd-rebirth-value operational-behavior-data-commands-ncmd-rebirth-verb operational-behavior-data-commands-ncmd-verb topics-ncmd-topic", c =>
        {
            // By the right name, value and verb it is done; by any other it was not.
            Assert.Equal(c.Births.Before, c.Births.AfterOthers);
            Assert.Equal(c.Births.Before + 1, c.Births.After);
            var again = Long(c).FindLastIndex(p => p.Verb == "NBIRTH");
            Assert.Equal(["NBIRTH", "DBIRTH", "DBIRTH"], Long(c).Skip(again).Where(p => p.IsPublish).Take(3).Select(p => p.Verb));
        }),
        ("operational-behavior-data-commands-rebirth-action-3", c => All_(
            Long(c).Where(p => p.Verb == "NBIRTH"), p => Assert.Equal(BdSeq(Long(c)[0]).Value, BdSeq(p).Value))),
    ];
}
