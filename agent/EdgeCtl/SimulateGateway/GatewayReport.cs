using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;

namespace EdgeCtl.SimulateGateway;

/// <summary>What `edgectl simulate --gateway` tells: JSON lines for programs (one each time summaries are on the disk), else a line now and then.</summary>
internal sealed class GatewayReport(GatewayOptions options, TimeProvider time)
{
    private const int EveryMs = 5_000;
    private long _toldTicks;

    /// <summary>It serves now.</summary>
    public void Begin(string epoch, Positions heads)
    {
        if (options.Json)
        {
            WriteLine("begin", epoch, heads);
            return;
        }

        Console.WriteLine($"gateway {options.Id}, epoch {epoch}: pull API http://{options.Listen}/v1/summaries{(options.Mqtt is { } mqtt ? $", MQTT {mqtt}" : "")}");
        Console.WriteLine("Ctrl+C ends it; SIGHUP loses the store and begins a new epoch");
    }

    /// <summary>Summaries up to these numbers are on the disk.</summary>
    public void Made(string epoch, Positions heads)
    {
        if (options.Json)
        {
            WriteLine("made", epoch, heads);
        }
    }

    /// <summary>Summaries could not be stored.</summary>
    public static void Fault(string fault) => Console.Error.WriteLine($"edgectl simulate: nothing can be stored: {fault}; tried again");

    /// <summary>Tells figures now and then.</summary>
    public void Tell(ISummaryBuffer buffer, long made, UplinkView? uplink)
    {
        if (options.Json || (_toldTicks != 0 && time.GetElapsedTime(_toldTicks).TotalMilliseconds < EveryMs))
        {
            return;
        }

        _toldTicks = time.GetTimestamp();
        var status = buffer.Status();
        var kept = SummaryClasses.All.Aggregate(0UL, (sum, c) => sum + status.Stored[c]);
        var mqtt = uplink is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {uplink.Acknowledged} by MQTT {(uplink.Connected ? "" : uplink.Fault)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{made} made, {kept} kept in {status.SizeBytes >> 10} KiB, {buffer.Consumers().Count} consumers{mqtt}"));
    }

    private void WriteLine(string kind, string epoch, Positions heads)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("gateway", options.Id);
            json.WriteString("url", $"http://{options.Listen}");
            json.WriteString("epoch", epoch);
            json.WriteStartObject("head");
            foreach (var summaryClass in SummaryClasses.All)
            {
                json.WriteNumber(SummaryClasses.NameOf(summaryClass), heads[summaryClass]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(memory.ToArray()));
        Console.Out.Flush();
    }
}
