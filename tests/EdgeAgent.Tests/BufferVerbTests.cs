using System.Text.Json;
using EdgeAgent.Buffer;
using EdgeAgent.Buffer.Look;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests;

/// <summary>`edgeagent buffer ...` as a process, on a store that an agent has open and on one that nobody has.</summary>
public sealed class BufferVerbTests
{
    private const int LimitMs = 120_000;

    private static string Program => NativeBinary.Find("edgeagent", out _) ?? Path.Combine(AppContext.BaseDirectory, "edgeagent");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_command_tells_the_same_of_a_live_and_a_dead_store(bool isLive)
    {
        using var folder = new TempFolder();
        var buffer = await MakeAsync(folder);
        using (var taken = isLive ? DataPathLock.Take(folder.Path).Held : null)
        {
            if (!isLive)
            {
                await buffer.DisposeAsync();
            }

            using var stat = JsonDocument.Parse(Run(0, "stat", "--data", folder.Path, "--json"));
            Assert.Equal((isLive, "g-1", 13), (stat.RootElement.GetProperty("running").GetBoolean(), stat.RootElement.GetProperty("gateway").GetString(), stat.RootElement.GetProperty("epoch").GetString()!.Length));
            Assert.Equal((3, 20), (stat.RootElement.GetProperty("classes").GetProperty("event").GetProperty("released").GetInt32(), stat.RootElement.GetProperty("classes").GetProperty("event").GetProperty("head").GetInt32()));
            Assert.True(stat.RootElement.GetProperty("syncs").GetInt64() > 0);
            Assert.Contains(isLive ? $"process {Environment.ProcessId}" : "no agent runs", Run(0, "stat", "--data", folder.Path), StringComparison.Ordinal);

            using var consumers = JsonDocument.Parse(Run(0, "consumers", "--data", folder.Path, "--json"));
            Assert.Equal(17, consumers.RootElement[0].GetProperty("classes").GetProperty("event").GetProperty("waiting").GetInt32());
            Assert.Contains("brain", Run(0, "consumers", "--data", folder.Path), StringComparison.Ordinal);

            var list = Run(0, "list", "--data", folder.Path, "--class", "event", "--after", "10", "--limit", "4").TrimEnd().Split('\n');
            Assert.Equal(["11", "12", "13", "14"], list.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));

            var lines = Run(0, "export", "--data", folder.Path).TrimEnd().Split('\n');
            Assert.Equal(5 + 17 + 30, lines.Length);
            using var first = JsonDocument.Parse(lines[0]);
            Assert.Equal($"g-1/{stat.RootElement.GetProperty("epoch").GetString()}/alarm/1", first.RootElement.GetProperty("id").GetString());
            Assert.Equal(lines, Run(0, "list", "--data", folder.Path, "--json", "--limit", "1000").TrimEnd().Split('\n'));

            Assert.Contains("52 records are sound, 0 faults", Run(0, "verify", "--data", folder.Path), StringComparison.Ordinal);
        }

        await buffer.DisposeAsync();
    }

    [Fact]
    public async Task Export_writes_a_whole_file_and_never_over_another_unless_it_must()
    {
        using var folder = new TempFolder();
        await (await MakeAsync(folder)).DisposeAsync();
        var file = folder["out.ndjson"];
        Assert.Empty(Run(0, "export", "--data", folder.Path, "--to", file, "--class", "routine"));
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(30, lines.Length);
        Assert.Contains(file, Run(2, "export", "--data", folder.Path, "--to", file), StringComparison.Ordinal);
        Assert.Equal(lines, await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
        Run(0, "export", "--data", folder.Path, "--to", file, "--force", "--limit", "2");
        Assert.Equal(2, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
        Assert.False(File.Exists(file + ".part"));
    }

    [Fact]
    public async Task Verify_lists_what_is_damaged_with_class_and_numbers_and_changes_nothing()
    {
        using var folder = new TempFolder();
        await (await MakeAsync(folder)).DisposeAsync();
        var path = folder["buffer/edge.db"];
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        // Wherever it lies: a page may still hold what was moved to another one.
        var found = 0;
        for (var at = 0; bytes.AsSpan(at).IndexOf("\"n\":13,"u8) is >= 0 and var next; found++)
        {
            at += next + 5;
            bytes[at] ^= 2;
        }

        Assert.True(found > 0);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var said = Run(1, "verify", "--data", folder.Path);
        Assert.Contains("event 13..13", said, StringComparison.Ordinal);
        Assert.Contains("1 faults", said, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Run(1, "verify", "--data", folder.Path, "--json"));
        Assert.Equal((51, 13), (json.RootElement.GetProperty("records").GetInt32(), json.RootElement.GetProperty("list")[0].GetProperty("first").GetInt32()));
        Assert.Contains("corrupt", Run(0, "list", "--data", folder.Path, "--class", "event"), StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));

        await File.WriteAllBytesAsync(path, new byte[9_000], TestContext.Current.CancellationToken);
        Assert.Contains(path, Run(1, "verify", "--data", folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_said_with_its_place_and_what_was_expected()
    {
        using var folder = new TempFolder();
        Assert.Contains($"{folder["none"]} does not exist", Run(2, "stat", "--data", folder["none"]), StringComparison.Ordinal);
        Assert.Contains("expected one", Run(2, "stat", "--data", folder.Path), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["none"]));
        Assert.Contains("--after", Run(1, "list", "--data", folder.Path, "--after", "3"), StringComparison.Ordinal);
        Assert.Contains("routine", Run(1, "list", "--data", folder.Path, "--class", "routin"), StringComparison.Ordinal);
        Assert.Contains("--limit", Run(1, "list", "--data", folder.Path, "--limit", "0"), StringComparison.Ordinal);
        foreach (var verb in (string[])["stat", "list", "export", "verify", "consumers"])
        {
            Assert.Contains("--data", Run(0, verb, "--help"), StringComparison.Ordinal);
        }
    }

    private static async Task<ISummaryBuffer> MakeAsync(TempFolder folder)
    {
        var opened = await BufferStore.OpenAsync(folder.Path, new BufferOptions { CommitMs = 1 }, new ManualClock(), NullLogger.Instance);
        var buffer = opened.Buffer ?? throw new InvalidOperationException(opened.Fault);
        List<Summary> all = [.. Enumerable.Range(1, 5).Select(i => TestSummaries.Event(SummaryClass.Alarm, i)), .. Enumerable.Range(1, 20).Select(i => TestSummaries.Event(SummaryClass.Event, i)), .. Enumerable.Range(1, 30).Select(TestSummaries.Window)];
        Assert.True((await buffer.AppendAsync(all, [new StatePut(BufferLook.GatewayKey, "g-1"u8.ToArray())], CancellationToken.None)).Stored);
        await buffer.PutConsumerAsync("brain", ClassSet.Event, CancellationToken.None);
        await buffer.AckAsync("brain", buffer.Epoch, new Positions(0, 3, 0, 0), CancellationToken.None);
        return buffer;
    }

    private static string Run(int status, params string[] arguments)
    {
        using var child = new ChildProcess(Program, ["buffer", .. arguments]);
        Assert.True(child.WaitForExit(LimitMs) == status, child.All);
        return status == 0 ? string.Join('\n', child.Output) : child.All;
    }
}
