using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace EdgeCtl.Pull;

/// <summary>What `edgectl pull` tells: a live table on a terminal, plain lines elsewhere, JSON lines for programs. Thread-safe.</summary>
internal sealed class PullReport
{
    private const int EveryMs = 1_000;
    private const int PlainEvery = 10;
    private const int MaxTableRows = 40;
    private readonly object _gate = new();
    private readonly bool _isJson;
    private readonly bool _isTerminal;
    private readonly Queue<string> _newest = new();
    private IReadOnlyList<PullProgress> _gateways = [];
    private List<PullCounts> _told = [];

    /// <summary>Makes it.</summary>
    public PullReport(bool isJson)
    {
        _isJson = isJson;
        _isTerminal = !isJson && !Console.IsOutputRedirected;
    }

    /// <summary>Tells progress until all is over.</summary>
    public async Task RunAsync(IReadOnlyList<PullProgress> gateways, Task all, TimeProvider time)
    {
        _gateways = gateways;
        if (_isTerminal)
        {
            await AnsiConsole.Live(TableOf()).StartAsync(live => LoopAsync(all, time, _ => live.UpdateTarget(ViewOf()))).ConfigureAwait(false);
            return;
        }

        await LoopAsync(all, time, Tell).ConfigureAwait(false);
        TellAll("end");
    }

    /// <summary>Tells something of one gateway at once.</summary>
    public void Say(string kind, PullProgress gateway, string message)
    {
        lock (_gate)
        {
            if (_isJson)
            {
                WriteLine(json =>
                {
                    json.WriteString("kind", kind);
                    WriteName(json, gateway);
                    json.WriteString("message", message);
                });
            }
            else if (_isTerminal)
            {
                _newest.Enqueue($"{NameOf(gateway)}: {message}");
                while (_newest.Count > 5)
                {
                    _newest.Dequeue();
                }
            }
            else
            {
                Console.Error.WriteLine($"edgectl pull: {NameOf(gateway)}: {message}");
            }
        }
    }

    private static async Task LoopAsync(Task all, TimeProvider time, Action<int> show)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(EveryMs), time);
        for (var turn = 1; !all.IsCompleted; turn++)
        {
            await Task.WhenAny(all, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false);
            show(turn);
        }
    }

    private void Tell(int turn)
    {
        if (_isJson || turn % PlainEvery == 0)
        {
            TellAll("progress");
        }
    }

    private void TellAll(string kind)
    {
        lock (_gate)
        {
            var counts = _gateways.Select(g => g.Counts).ToList();
            for (var i = 0; i < counts.Count; i++)
            {
                if (kind == "progress" && i < _told.Count && counts[i] == _told[i])
                {
                    continue;
                }

                if (_isJson)
                {
                    WriteCounts(kind, _gateways[i], counts[i]);
                }
                else
                {
                    Console.WriteLine(LineOf(_gateways[i], counts[i]));
                }
            }

            _told = counts;
            Console.Out.Flush();
        }
    }

    private Rows ViewOf()
    {
        lock (_gate)
        {
            return new Rows(TableOf(), new Text(string.Join('\n', _newest)));
        }
    }

    private Table TableOf()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("gateway", "state");
        foreach (var name in (string[])["summaries", "gaps", "unexplained", "behind", "faults"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var gateway in _gateways.Take(MaxTableRows))
        {
            var counts = gateway.Counts;
            var colour = counts.Unexplained > 0 || counts.State == "given up" ? "red" : counts.Fault.Length > 0 ? "yellow" : "green";
            table.AddRow(
                Markup.Escape(NameOf(gateway)), $"[{colour}]{Markup.Escape(counts.State)}[/]", Number(counts.Summaries), Number(counts.Gaps), Number(counts.Unexplained), Number(counts.Behind), Number(counts.Faults));
        }

        return table;
    }

    private static string LineOf(PullProgress gateway, PullCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{NameOf(gateway)}  {counts.State}, {counts.Summaries} summaries, {counts.Gaps} gaps, {counts.Unexplained} unexplained, {counts.Behind} behind, {counts.Faults} faults");

    private static void WriteCounts(string kind, PullProgress gateway, PullCounts counts) => WriteLine(json =>
    {
        json.WriteString("kind", kind);
        WriteName(json, gateway);
        json.WriteString("state", counts.State);
        json.WriteNumber("summaries", counts.Summaries);
        json.WriteNumber("gaps", counts.Gaps);
        json.WriteNumber("repeated", counts.Repeated);
        json.WriteNumber("unexplained", counts.Unexplained);
        json.WriteNumber("behind", counts.Behind);
        json.WriteNumber("faults", counts.Faults);
        if (counts.Fault.Length > 0)
        {
            json.WriteString("fault", counts.Fault);
        }
    });

    private static void WriteName(Utf8JsonWriter json, PullProgress gateway)
    {
        json.WriteString("url", gateway.Url.ToString());
        json.WriteString("gateway", gateway.Gateway);
    }

    private static void WriteLine(Action<Utf8JsonWriter> body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EdgeAgent.Core.Wire.WireJson.Options))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
        Console.Out.Flush();
    }

    private static string NameOf(PullProgress gateway) => gateway.Gateway.Length > 0 ? gateway.Gateway : gateway.Url.GetLeftPart(UriPartial.Authority);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
