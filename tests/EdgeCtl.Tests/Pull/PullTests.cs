using EdgeAgent.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace EdgeCtl.Tests.Pull;

/// <summary>`edgectl pull` against gateways that fail, forget and come back.</summary>
public sealed class PullTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pages_are_stored_byte_for_byte_in_order_and_only_then_acknowledged()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        var items = Enumerable.Range(1, 5).Select(i => ScriptedGateway.Item(i)).ToList();
        gateway.Say(ScriptedGateway.Page(string.Join(',', items.Take(3)), "c1", more: true));
        gateway.Say(ScriptedGateway.Page(string.Join(',', items.Skip(3)), "c2"));
        gateway.Before = context =>
        {
            if (context.Request.Path.Value!.EndsWith("/ack", StringComparison.Ordinal))
            {
                // What is acknowledged is on the disk by then.
                Assert.NotEmpty(Lines());
            }

            return false;
        };
        Assert.Equal(0, Pull(gateway).Status);
        Assert.Equal(items, Lines());
        Assert.Equal(["{\"cursor\":\"c1\"}", "{\"cursor\":\"c2\"}"], gateway.Acknowledged);
        Assert.Contains("GET /v1/consumers/brain/summaries?limit=1000&wait=0&after=c1", gateway.Requests);
    }

    [Fact]
    public async Task A_second_run_goes_on_from_the_cursor_and_what_comes_again_is_not_stored_again()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(2)}", "c2"));
        var (status, all) = Pull(gateway, "--json");
        Assert.Equal(0, status);
        Assert.Contains("\"summaries\":1,\"gaps\":0,\"repeated\":1", all, StringComparison.Ordinal);
        Assert.Equal(2, Lines().Count);

        // What was acknowledged last time is acknowledged again, in case that had not arrived.
        Assert.Equal(["{\"cursor\":\"c1\"}", "{\"cursor\":\"c1\"}", "{\"cursor\":\"c2\"}"], gateway.Acknowledged);
    }

    [Fact]
    public async Task A_torn_end_is_cut_and_whole_lines_beyond_the_cursor_are_kept_once()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        var file = Directory.GetFiles(Gateway, "*.ndjson").Single();

        // As a crash leaves it: two of three summaries of the next page are whole.
        await File.AppendAllTextAsync(file, $"{ScriptedGateway.Item(2)}\n{ScriptedGateway.Item(3)}\n{ScriptedGateway.Item(4)[..50]}");
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(2)},{ScriptedGateway.Item(3)},{ScriptedGateway.Item(4)}", "c2"));
        var (status, all) = Pull(gateway);
        Assert.Equal(0, status);
        Assert.Contains("50 bytes of a torn end cut", all, StringComparison.Ordinal);
        Assert.Contains("2 summaries were stored after the last cursor", all, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 4).Select(i => ScriptedGateway.Item(i)), Lines());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Cut_anywhere_after_the_cursor_it_ends_with_each_summary_once(int step)
    {
        // Every possible length of the file between two cursors, by steps; step 0 stands for each end of line.
        await using var gateway = await ScriptedGateway.StartAsync();
        var first = ScriptedGateway.Page(ScriptedGateway.Item(1), "c1");
        var second = ScriptedGateway.Page($"{ScriptedGateway.Item(2)},{ScriptedGateway.Item(3)}", "c2");
        gateway.Say(first);
        Assert.Equal(0, Pull(gateway).Status);
        var file = Directory.GetFiles(Gateway, "*.ndjson").Single();
        var cursor = await File.ReadAllBytesAsync(Path.Combine(Gateway, "cursor.json"));
        var known = new FileInfo(file).Length;
        gateway.Pages.Clear();
        gateway.Say(second);
        Assert.Equal(0, Pull(gateway).Status);
        var whole = await File.ReadAllBytesAsync(file);
        var line = ScriptedGateway.Item(2).Length + 1;
        long[] cuts = step switch { 0 => [known, known + line, whole.Length], 1 => [known + 1, known + line - 1, whole.Length - 1], _ => [known + step, known + line + 100] };
        foreach (var cut in cuts)
        {
            await File.WriteAllBytesAsync(Path.Combine(Gateway, "cursor.json"), cursor);
            await File.WriteAllBytesAsync(file, whole[..(int)cut]);
            Assert.Equal(0, Pull(gateway).Status);
            Assert.Equal(whole, await File.ReadAllBytesAsync(file));
        }
    }

    [Fact]
    public async Task A_cursor_that_the_gateway_does_not_take_leads_to_what_is_not_acknowledged()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        gateway.Pages.Clear();
        gateway.Pages.Enqueue(context => context.Request.Query.ContainsKey("after")
            ? ScriptedGateway.WriteAsync(context, "{\"status\":400,\"detail\":\"the cursor is damaged\"}", 400)
            : ScriptedGateway.WriteAsync(context, ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(2)}", "c9")));
        var (status, all) = Pull(gateway);
        Assert.Equal(0, status);
        Assert.Contains("does not take the cursor", all, StringComparison.Ordinal);
        Assert.Equal(2, Lines().Count);
    }

    [Fact]
    public async Task An_acknowledgement_of_an_epoch_that_is_over_is_not_asked_for_again()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        const string Newer = "0123456789ABD";
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c2", epoch: Newer).Replace(ScriptedGateway.Epoch, Newer, StringComparison.Ordinal));
        var isFirst = true;
        gateway.Before = context =>
        {
            if (!isFirst || !context.Request.Path.Value!.EndsWith("/ack", StringComparison.Ordinal))
            {
                return false;
            }

            isFirst = false;
            context.Response.StatusCode = 409;
            return true;
        };
        var (status, all) = Pull(gateway);
        Assert.True(status == 0, all);
        Assert.Contains($"a new epoch: {Newer} after {ScriptedGateway.Epoch}", all, StringComparison.Ordinal);
        Assert.Equal(2, Lines().Count);
        Assert.Equal("{\"cursor\":\"c2\"}", gateway.Acknowledged[^1]);
    }

    [Fact]
    public async Task An_expired_consumer_is_made_again_loudly_and_the_hole_is_told()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        gateway.Pages.Clear();
        gateway.Say("{\"status\":410,\"detail\":\"consumer 'brain' expired\"}", 410);
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(5), "c2"));
        var (status, all) = Pull(gateway);
        Assert.Equal(0, status);
        Assert.Contains("has let consumer 'brain' go", all, StringComparison.Ordinal);
        Assert.Contains("event 2 to 4 of epoch 0123456789ABC did not come and no gap announces them", all, StringComparison.Ordinal);
        var verified = Edgectl.Run("pull", "verify", "--to", _folder["out"]);
        Assert.Equal(1, verified.Status);
        Assert.Contains("missing without a gap: gw-1/0123456789ABC/event/2 to 4", verified.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_whose_store_was_put_back_is_refused_rather_than_passed_over()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(1)},{ScriptedGateway.Item(5)}", "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(3), "c1", head: "\"alarm\":9,\"event\":3,\"routine\":9,\"bulk\":9"));
        var (status, all) = Pull(gateway, "--patience", "1");
        Assert.Equal(1, status);
        Assert.Contains("tells 3 as the newest event of epoch 0123456789ABC; expected 5 at least", all, StringComparison.Ordinal);
        Assert.Equal(2, Lines().Count);
    }

    [Fact]
    public async Task Many_gateways_share_few_pages_of_memory()
    {
        var gateways = new List<ScriptedGateway>();
        for (var i = 1; i <= 12; i++)
        {
            var gateway = await ScriptedGateway.StartAsync();
            gateway.Id = $"gw-{i}";
            gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1).Replace("gw-1", gateway.Id, StringComparison.Ordinal), more: true));
            gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(2).Replace("gw-1", gateway.Id, StringComparison.Ordinal), "c2"));
            gateways.Add(gateway);
        }

        var (status, all) = Edgectl.Run(["pull", "--gateway", .. gateways.Select(g => g.Url), "--to", _folder["out"], "--parallel", "1"]);
        Assert.True(status == 0, all);
        Assert.All(gateways, g => Assert.Equal(2, File.ReadLines(Directory.GetFiles(_folder[$"out/{g.Id}"], "*.ndjson").Single()).Count()));
        foreach (var gateway in gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task Too_many_requests_and_refused_connections_are_tried_again()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Pages.Enqueue(context =>
        {
            context.Response.Headers.RetryAfter = "1";
            return ScriptedGateway.WriteAsync(context, "{\"detail\":\"slow down\"}", 429);
        });
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1)));
        var (status, all) = Pull(gateway);
        Assert.Equal(0, status);
        Assert.Contains("answered 429: slow down", all, StringComparison.Ordinal);
        Assert.Single(Lines());
        var nobody = Edgectl.Run("pull", "--gateway", $"http://127.0.0.1:{FakeGatewayView.FreePort()}", "--to", _folder["none"], "--patience", "1");
        Assert.Equal(1, nobody.Status);
        Assert.Contains("is not reached", nobody.All, StringComparison.Ordinal);
        Assert.Contains("given up", nobody.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_addresses_of_one_gateway_and_two_processes_on_one_folder_are_refused()
    {
        await using var one = await ScriptedGateway.StartAsync();
        await using var two = await ScriptedGateway.StartAsync();
        one.Say(ScriptedGateway.Page(ScriptedGateway.Item(1)));
        two.Say(ScriptedGateway.Page(ScriptedGateway.Item(1)));
        var (status, all) = Edgectl.Run("pull", "--gateway", one.Url, two.Url, "--to", _folder["out"]);
        Assert.Equal(1, status);
        Assert.Contains("is gateway gw-1, which", all, StringComparison.Ordinal);
        Assert.Single(Lines());
        using var first = Edgectl.Start("pull", "--gateway", one.Url, "--to", _folder["out"], "--follow", "--json");
        Assert.True(await first.SaysAsync("up to date", 20_000), first.All);
        var second = Edgectl.Run("pull", "--gateway", one.Url, "--to", _folder["out"]);
        Assert.Equal(2, second.Status);
        Assert.Contains($"is held by another edgectl pull (process {first.Id})", second.All, StringComparison.Ordinal);
        first.Signal(2);
        Assert.Equal(0, first.WaitForExit(20_000));
    }

    [Fact]
    public async Task Files_are_rolled_by_size()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        var big = new string('x', 200_000);
        for (var i = 1; i <= 8; i++)
        {
            gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(i, replace: ("\"n\":", $"\"x\":\"{big}\",\"n\":")), $"c{i}", more: i < 8));
        }

        Assert.Equal(0, Pull(gateway, "--file-mib", "1").Status);
        var files = Directory.GetFiles(Gateway, "*.ndjson").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, files.Count);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, (1 << 20) + 300_000));
        Assert.Equal(8, Lines().Count);
        Assert.Equal(0, Edgectl.Run("pull", "verify", "--to", _folder["out"]).Status);
    }

    [Fact]
    public async Task A_full_disk_stops_nothing_but_storing_and_nothing_is_acknowledged_that_is_not_stored()
    {
        using var disk = MemoryDisk.TryMount(_folder["out"], "size=1m", out var reason);
        Assert.SkipWhen(disk is null, reason);
        var ballast = Path.Combine(disk!.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[900 << 10]);
        await using var gateway = await ScriptedGateway.StartAsync();
        var big = new string('x', 200_000);
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1, replace: ("\"n\":", $"\"x\":\"{big}\",\"n\":"))));
        using var puller = Edgectl.Start("pull", "--gateway", gateway.Url, "--to", disk.Path, "--follow");
        Assert.True(await puller.SaysAsync("No space left", 20_000), puller.All);
        Assert.Empty(gateway.Acknowledged);
        File.Delete(ballast);
        for (var waited = 0; waited < 30_000 && gateway.Acknowledged.Count == 0; waited += 50)
        {
            await Task.Delay(50);
        }

        puller.Signal(15);
        Assert.Equal(0, puller.WaitForExit(20_000));
        Assert.Single(Lines());
        Assert.Equal(0, Edgectl.Run("pull", "verify", "--to", disk.Path).Status);
    }

    [Fact]
    public async Task Files_taken_away_are_no_fault_and_a_lost_cursor_is_made_again_from_the_files()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1), "c1"));
        Assert.Equal(0, Pull(gateway).Status);
        var first = Directory.GetFiles(Gateway, "*.ndjson").Single();
        File.Delete(first);
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(2), "c2"));
        Assert.Equal(0, Pull(gateway).Status);
        Assert.Equal([ScriptedGateway.Item(2)], Lines());
        Assert.NotEqual(first, Directory.GetFiles(Gateway, "*.ndjson").Single());
        Assert.Equal(1, Edgectl.Run("pull", "verify", "--to", _folder["out"]).Status);
        Assert.Equal(0, Edgectl.Run("pull", "verify", "--to", _folder["out"], "--part").Status);

        File.Delete(Path.Combine(Gateway, "cursor.json"));
        gateway.Pages.Clear();
        gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(2)},{ScriptedGateway.Item(3)}", "c3"));
        Assert.Equal(0, Pull(gateway).Status);
        Assert.Equal([ScriptedGateway.Item(2), ScriptedGateway.Item(3)], Lines());
    }

    [Theory]
    [InlineData("--gateway", "ftp://x", "expected an address such as")]
    [InlineData("--gateway", "http://127.0.0.1/v1", "without user, path or query")]
    [InlineData("--consumer", "Bad_Name", "lower-case letters")]
    [InlineData("--classes", "alarms", "alarm, event, routine or bulk")]
    [InlineData("--limit", "1001", "1..1000")]
    [InlineData("--to", "mysql://x/y", "a folder, or postgres://")]
    [InlineData("--to", "postgres://u:secret@127.0.0.1/db", "a password stands in the address")]
    [InlineData("--to", "postgres://u@127.0.0.1", "postgres://user@host/database")]
    [InlineData("--to", "postgres://u@127.0.0.1/db?sslmode=maybe", "sslmode=maybe")]
    [InlineData("--token-file", "/nowhere/token", "cannot be read")]
    [InlineData("--ca", "/nowhere/ca.pem", "cannot be used")]
    [InlineData("--cert", "/nowhere/cert.pem", "one found without the other")]
    public void Wrong_options_are_told_with_what_was_expected(string option, string value, string expected)
    {
        List<string> arguments = ["pull", option, value];
        arguments.AddRange(option == "--gateway" ? [] : ["--gateway", "http://127.0.0.1:1"]);
        arguments.AddRange(option == "--to" ? [] : ["--to", _folder["out"]]);
        var (status, all) = Edgectl.Run([.. arguments]);
        Assert.Equal(2, status);
        Assert.Contains(expected, all, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_in_clear_text_to_another_machine_is_refused()
    {
        File.WriteAllText(_folder["token"], "t");
        var (status, all) = Edgectl.Run("pull", "--gateway", "http://192.0.2.1:8470", "--to", _folder["out"], "--token-file", _folder["token"]);
        Assert.Equal(2, status);
        Assert.Contains("expected https", all, StringComparison.Ordinal);
    }

    private string Gateway => Path.Combine(_folder["out"], "gw-1");

    private (int? Status, string All) Pull(ScriptedGateway gateway, params string[] more) => Edgectl.Run(["pull", "--gateway", gateway.Url, "--to", _folder["out"], .. more]);

    private List<string> Lines() => Directory.Exists(Gateway) ? [.. Directory.GetFiles(Gateway, "*.ndjson").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)] : [];
}
