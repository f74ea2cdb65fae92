using EdgeAgent.Tests.Support;

namespace EdgeCtl.Tests.Pull;

/// <summary>Pulling into a real PostgreSQL: tables, partitions, gaps and holes, several processes, a server that dies.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private PostgresServer? _server;

    private PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, "no PostgreSQL server is installed, or the tests do not run as root");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync() => _server = await PostgresServer.TryStartAsync();

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Rows_ids_gaps_holes_and_cursor_are_in_their_tables()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        var gap = ScriptedGateway.Item(5).Replace("edge.event.v1", "edge.gap.v1", StringComparison.Ordinal)
            .Replace("\"n\":5", $"\"epoch\":\"{ScriptedGateway.Epoch}\",\"class\":\"event\",\"firstSeq\":3,\"lastSeq\":5,\"count\":3,\"from\":null,\"to\":\"2026-01-01T00:00:00Z\",\"reason\":\"budget\"", StringComparison.Ordinal);
        var odd = ScriptedGateway.Item(9, replace: ("\"n\":9", "\"label\":\"\\u0000 水\""));
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(2)},{gap},{odd}", "c7"));
        var (status, all) = Pull(gateway);
        Assert.True(status == 0, all);
        Assert.Equal("c7", Server.Sql("brain", "select cursor from edge.gateway where gateway = 'gw-1'"));
        Assert.Equal("4|4", Server.Sql("brain", "select (select count(*) from edge.summary), (select count(*) from edge.summary_id)"));
        Assert.Equal(odd, Server.Sql("brain", "select event from edge.summary where seq = 9"));
        Assert.Equal("3|5|3|budget", Server.Sql("brain", "select first_seq, last_seq, count, reason from edge.missing where kind = 'announced'"));
        Assert.Equal("6|8|3", Server.Sql("brain", "select first_seq, last_seq, count from edge.missing where kind = 'unexplained'"));
        Assert.Equal("1", Server.Sql("brain", "select count(*) from pg_inherits where inhparent = 'edge.summary'::regclass"));
        var verified = Edgectl.Run("pull", "verify", "--to", Server.Url(), "--json");
        Assert.Equal(1, verified.Status);
        Assert.Contains("\"announced\":3,\"missing\":3,\"twice\":0,\"behind\":0,\"lost\":false,\"holes\":[[6,8]]", verified.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_before_is_not_stored_again_and_rows_taken_away_are_noticed()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(2)}", "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(2)},{ScriptedGateway.Item(3)}", "c2"));
        Assert.Equal(0, Pull(gateway).Status);
        Assert.Equal("1,2,3", Server.Sql("brain", "select string_agg(seq::text, ',' order by seq) from edge.summary"));
        Assert.Equal(0, Edgectl.Run("pull", "verify", "--to", Server.Url()).Status);
        Server.Sql("brain", "delete from edge.summary where seq = 2");
        var (status, all) = Edgectl.Run("pull", "verify", "--to", Server.Url());
        Assert.Equal(1, status);
        Assert.Contains("gw-1/0123456789ABC/event/2 to 2", all, StringComparison.Ordinal);
        Assert.Contains("2 rows found; expected the 3 that were stored", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_processes_make_tables_and_partitions_at_once()
    {
        var gateways = new List<ScriptedGateway>();
        for (var i = 1; i <= 4; i++)
        {
            var gateway = await ScriptedGateway.StartAsync();
            gateway.Id = $"gw-{i}";
            gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1).Replace("gw-1", gateway.Id, StringComparison.Ordinal)));
            gateways.Add(gateway);
        }

        var pulls = gateways.Select(g => Edgectl.Start("pull", "--gateway", g.Url, "--to", Server.Url())).ToList();
        Assert.All(pulls, p => Assert.True(p.WaitForExit(60_000) == 0, p.All));
        pulls.ForEach(p => p.Dispose());
        Assert.Equal("4", Server.Sql("brain", "select count(*) from edge.summary"));
        Assert.Equal("1", Server.Sql("brain", "select count(*) from edge.pull_schema"));
        foreach (var gateway in gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_that_dies_is_waited_for_and_nothing_is_lost_or_stored_twice()
    {
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-1");
        await gateway.StartAsync(2_000);
        using var puller = Edgectl.Start("pull", "--gateway", gateway.Url, "--to", Server.Url(), "--follow", "--json", "--limit", "200");
        Assert.True(await puller.SaysAsync("\"kind\":\"progress\"", 60_000), puller.All);
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(1_500);
            Server.Kill();
            await Server.StartAsync();
        }

        gateway.Stop();
        await gateway.StartAsync(1);
        puller.Signal(15);
        Assert.Equal(0, puller.WaitForExit(60_000));
        Assert.Contains(puller.Output, l => l.Contains("\"kind\":\"fault\"", StringComparison.Ordinal) && l.Contains("PostgreSQL", StringComparison.Ordinal));
        using var last = Edgectl.Start("pull", "--gateway", gateway.Url, "--to", Server.Url());
        Assert.True(last.WaitForExit(60_000) == 0, last.All);
        var (status, all) = Edgectl.Run("pull", "verify", "--to", Server.Url());
        Assert.True(status == 0, all);
        var confirmed = gateway.Confirmed().Where(c => c.Key.Class == "routine").Max(c => c.Value);
        Assert.InRange(confirmed, 1_000, long.MaxValue);
        Assert.Equal("t", Server.Sql("brain", "select max(seq) >= 1000 and count(*) = count(distinct (epoch, seq)) from edge.summary where class = 'routine'"));
    }

    [Fact]
    public async Task Tables_of_a_newer_version_and_a_wrong_password_are_refused()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1)));
        Assert.Equal(0, Pull(gateway).Status);
        Server.Sql("brain", "insert into edge.pull_schema (version) values (99)");
        var (status, all) = Pull(gateway);
        Assert.Equal(2, status);
        Assert.Contains("have version 99; expected 1", all, StringComparison.Ordinal);
        var nowhere = Edgectl.Run("pull", "--gateway", gateway.Url, "--to", Server.Url("nowhere"));
        Assert.Equal(2, nowhere.Status);
        Assert.Contains("\"nowhere\" does not exist", nowhere.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_that_pull_one_gateway_into_one_database_store_everything_once()
    {
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-1", "--backlog", "20000");
        await gateway.StartAsync(500);
        string[] pull = ["pull", "--gateway", gateway.Url, "--to", Server.Url(), "--json", "--limit", "500"];
        using (var one = Edgectl.Start([.. pull, "--follow"]))
        using (var two = Edgectl.Start([.. pull, "--follow"]))
        {
            Assert.True(await one.SaysAsync("at the same time", 30_000) || await two.SaysAsync("at the same time", 1_000), one.All);
            one.Signal(15);
            two.Signal(15);
            Assert.Equal(0, one.WaitForExit(60_000));
            Assert.Equal(0, two.WaitForExit(60_000));
        }

        using var last = Edgectl.Start(pull);
        Assert.True(last.WaitForExit(60_000) == 0, last.All);
        var (status, all) = Edgectl.Run("pull", "verify", "--to", Server.Url());
        Assert.True(status == 0, all);
        Assert.Equal("t", Server.Sql("brain", "select count(*) > 20000 and count(*) = (select count(*) from edge.summary_id) from edge.summary"));
    }

    [Fact]
    public async Task A_partition_may_be_dropped_and_the_clock_of_a_boot_corrects_what_left_unsynced()
    {
        using var gateway = new SimulatedGatewayProcess(_folder["gateway"], "gw-1", "--backlog", "500", "--start", "2026-01-01T00:00:00Z");
        await gateway.StartAsync(50);
        Assert.Equal(0, Edgectl.Run("pull", "--gateway", gateway.Url, "--to", Server.Url()).Status);
        Assert.Equal("2026-01-01 00:01:00+00", Server.Sql("brain", """
            set timezone = 'UTC';
            select min((c.event->'data'->>'bootTime')::timestamptz + ((s.event->>'edgeuptime')::bigint * interval '1 ms'))
              from edge.summary s join edge.summary c on c.gateway = s.gateway and c.type = 'edge.clock.v1' and c.event->'data'->>'boot' = s.event->>'edgeboot'
             where s.event->>'edgeclock' = 'unsynced' and s.type = 'edge.window.v1'
            """));
        Server.Sql("brain", "do $$ begin execute (select 'drop table ' || inhrelid::regclass from pg_inherits where inhparent = 'edge.summary'::regclass); end $$");
        Assert.Equal(1, Edgectl.Run("pull", "verify", "--to", Server.Url()).Status);
        await Task.Delay(1_500);
        Assert.Equal(0, Edgectl.Run("pull", "--gateway", gateway.Url, "--to", Server.Url()).Status);
        Assert.Equal("t", Server.Sql("brain", "select count(*) > 0 from edge.summary"));
        var (status, all) = Edgectl.Run("pull", "verify", "--to", Server.Url(), "--part");
        Assert.True(status == 0, all);
    }

    [Fact]
    public async Task The_password_comes_from_a_file_and_never_shows()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1)));
        Server.Sql("postgres", "alter role brain password 'right-one'");
        Server.RequirePasswords();
        await File.WriteAllTextAsync(_folder["password"], "wrong-one\n");
        var (status, all) = Pull(gateway, "--password-file", _folder["password"]);
        Assert.Equal(2, status);
        Assert.Contains("password authentication failed", all, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", all, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["password"], "right-one\n");
        Assert.Equal(0, Pull(gateway, "--password-file", _folder["password"]).Status);
    }

    private (int? Status, string All) Pull(ScriptedGateway gateway, params string[] more) => Edgectl.Run(["pull", "--gateway", gateway.Url, "--to", Server.Url(), .. more]);
}
