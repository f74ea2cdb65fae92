using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Delivery;

/// <summary>The native binary with a backlog behind it: alarms made meanwhile, and what it takes of memory.</summary>
public sealed class NativeDrainTests(ITestOutputHelper output) : DeliveryBase
{
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigContinue = 18;
    private const int LimitKb = 60 * 1024;
    private static readonly int Old = LongRuns.Rounds(100_000, 1_000_000);
    private static readonly int Alarms = LongRuns.Rounds(20, 100);

    [Fact]
    public async Task An_alarm_made_while_a_backlog_drains_arrives_within_a_second_and_memory_stays_small()
    {
        var binary = NativeBinary.Find("edgeagent", out var reason);
        Assert.SkipWhen(binary is null, reason);
        var epoch = await FillAsync();
        using var line = new ChildProcess("socat", ["-d", "-d", $"pty,raw,echo=0,link={Folder["port"]}", $"pty,raw,echo=0,link={Folder["peer"]}"]);
        Assert.True(await line.SaysAsync("starting data transfer loop", SafetyMs), line.All);
        using var slave = await StartSlave();
        using var broker = await StartBroker();
        using var receiver = await Subscribe(broker);
        WriteSite();
        using var agent = new ChildProcess(binary!, ["run", "--site", Folder["site.json"], "--data", Folder.Path]);
        await Until(() => receiver.CountOf(epoch, SummaryClass.Routine, 10) == 10, () => agent.All);

        // A slave that stands still is lost, which is an alarm; when it goes on the alarm is cleared, which is another one.
        var before = receiver.Alarms.Count;
        for (var round = 1; receiver.Alarms.Count - before < Alarms; round++)
        {
            var seen = receiver.Alarms.Count;
            slave.Signal(round % 2 == 1 ? SigStop : SigContinue);
            await Until(() => receiver.Alarms.Count > seen, () => agent.All);
        }

        var drained = receiver.Count;
        var (peakKb, nowKb) = Memory(agent.Id);
        var delays = receiver.Alarms.Skip(before).Select(DelayMs).Order().ToList();
        var worst = delays[(int)Math.Ceiling(delays.Count * 0.99) - 1];
        output.WriteLine($"{delays.Count} alarms while {Old} drained ({drained} had arrived): median {delays[delays.Count / 2]} ms, 99 % {worst} ms; memory {nowKb / 1024} MB, at most {peakKb / 1024} MB");
        Assert.InRange(drained, 1_000, Old - 1);
        Assert.InRange(worst, 0, 1_000);
        Assert.InRange(peakKb, 1, LimitKb);
        agent.Signal(SigTerm);
        Assert.Equal(0, agent.WaitForExit(20_000));
    }

    private static long DelayMs((long ArrivedMs, string Payload) alarm)
    {
        using var json = JsonDocument.Parse(alarm.Payload);
        return alarm.ArrivedMs - json.RootElement.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds();
    }

    private static (int PeakKb, int NowKb) Memory(int process)
    {
        var status = File.ReadAllText($"/proc/{process}/status");
        int Of(string name) => int.Parse(Regex.Match(status, name + @":\s+(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        return (Of("VmHWM"), Of("VmRSS"));
    }

    private async Task<string> FillAsync()
    {
        await using var buffer = await OpenAsync();
        for (var at = 0; at < Old; at += 5_000)
        {
            var result = await buffer.AppendAsync([.. Enumerable.Range(at, 5_000).Select(TestSummaries.Window)], [], CancellationToken.None);
            Assert.True(result.Stored, result.Fault);
        }

        return buffer.Epoch;
    }

    private async Task<ChildProcess> StartSlave()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "slaves", "slave.c");
        using (var gcc = new ChildProcess("gcc", ["-O2", source, "-I/usr/include/modbus", "-lmodbus", "-o", Folder["slave"]]))
        {
            Assert.SkipWhen(gcc.WaitForExit(60_000) != 0, "libmodbus-dev or gcc is missing");
        }

        var slave = new ChildProcess(Folder["slave"], [Folder["peer"], "9600", "1"]);
        Assert.True(await slave.SaysAsync("ready", SafetyMs), slave.All);
        return slave;
    }

    private void WriteSite()
    {
        File.WriteAllText(Folder["profile.json"], $$"""
            { "name": "bench", "arch": "linux-x64", "cores": 2, "memory": "2 GiB", "clockBattery": true,
              "ports": { "rs485-1": { "match": "path:{{Folder["port"]}}", "direction": "auto" } },
              "storage": { "kind": "disk", "size": "16 GB" }, "sources": ["a bench of two pseudo terminals"] }
            """);
        File.WriteAllText(Folder["site.json"], $$"""
            { "gateway": { "id": "bench-1", "district": "putuo" }, "profile": "./profile.json",
              "sources": [ { "kind": "modbus-rtu", "port": "rs485-1", "baud": 9600, "timeout": "100 ms", "retries": 0, "devices": [
                { "name": "sump", "address": 1, "poll": "100 ms", "alarm": "lost", "points": [ { "name": "level", "register": "holding/0", "type": "uint16", "unit": "m" } ] } ] } ],
              "buffer": { "budget": "1 GiB" },
              "uplinks": [ { "kind": "mqtt", "servers": ["mqtt://127.0.0.1:{{Port}}"], "backlogRate": {{LongRuns.Rounds(400, 2_000)}} } ] }
            """);
    }
}
