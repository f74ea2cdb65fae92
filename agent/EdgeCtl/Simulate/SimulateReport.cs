using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace EdgeCtl.Simulate;

/// <summary>What a simulation tells: a table and a live line for people on a terminal, plain lines for a log, JSON lines for programs.</summary>
internal sealed class SimulateReport(SimulateOptions options)
{
    private const int MaxTableRows = 16;
    private const int PlainEverySeconds = 10;
    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private TimeSpan _lastCpu = Environment.CpuUsage.TotalTime;
    private double _cpuPercent;
    private long _lastRequests;
    private double _lastS;
    private int _reports;

    /// <summary>Says where the lines are.</summary>
    public void Begin(Simulator simulator)
    {
        if (options.Json)
        {
            WriteLine(json => WriteBegin(json, simulator));
            return;
        }

        var table = new Table().Border(TableBorder.Minimal).AddColumns("line", "at", "link", "devices", "points");
        foreach (var line in simulator.Lines.Take(MaxTableRows))
        {
            table.AddRow(Markup.Escape(line.Plan.Name), Markup.Escape(line.Path), Markup.Escape(line.Link ?? "-"), Text(line.Devices), Text(line.Points));
        }

        AnsiConsole.Write(table);
        if (simulator.Lines.Count > MaxTableRows)
        {
            AnsiConsole.MarkupLine($"and {Text(simulator.Lines.Count - MaxTableRows)} more lines");
        }

        foreach (var file in new[] { options.ProfileFile, options.SiteFile }.OfType<string>())
        {
            AnsiConsole.MarkupLine($"wrote {Markup.Escape(file)}");
        }

        AnsiConsole.MarkupLine("ready; Ctrl+C ends it");
    }

    /// <summary>Tells the counts so far.</summary>
    public void EverySecond(Simulator simulator)
    {
        _reports++;
        var total = simulator.Total();
        var rate = (total.Requests - _lastRequests) / Math.Max(0.001, simulator.ElapsedS - _lastS);
        _lastRequests = total.Requests;
        MeasureCpu(simulator.ElapsedS - _lastS);
        _lastS = simulator.ElapsedS;
        if (options.Json)
        {
            WriteLine(json => WriteCounts(json, "statistics", simulator, total, rate));
        }
        else if (_isTerminal)
        {
            Console.Write("\r\u001b[K" + LineOf(simulator, total, rate));
        }
        else if (_reports % PlainEverySeconds == 0)
        {
            Console.WriteLine(LineOf(simulator, total, rate));
        }
    }

    /// <summary>Tells the counts of the whole run.</summary>
    public void End(Simulator simulator)
    {
        var total = simulator.Total();
        var rate = total.Requests / Math.Max(0.001, simulator.ElapsedS);
        _lastCpu = TimeSpan.Zero;
        MeasureCpu(simulator.ElapsedS);
        if (options.Json)
        {
            WriteLine(json => WriteCounts(json, "end", simulator, total, rate));
            return;
        }

        Console.WriteLine((_isTerminal ? "\r\u001b[K" : "") + LineOf(simulator, total, rate));
    }

    private static string LineOf(Simulator simulator, BusCounts total, double rate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{simulator.ElapsedS,6:F0} s  {total.Requests} requests ({rate:F0}/s), {total.Reports} reports, {total.Exceptions} refused, {total.Timeouts} unanswered, {total.CrcErrors} damaged, {total.JunkBytes} stray bytes; {simulator.Scenario.Status()}");

    private void MeasureCpu(double seconds)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        _cpuPercent = 100 * (cpu - _lastCpu).TotalSeconds / Math.Max(0.001, seconds);
        _lastCpu = cpu;
    }

    private void WriteBegin(Utf8JsonWriter json, Simulator simulator)
    {
        json.WriteString("kind", "begin");
        json.WriteNumber("seed", options.Seed);
        json.WriteStartArray("buses");
        foreach (var line in simulator.Lines)
        {
            json.WriteStartObject();
            json.WriteString("name", line.Plan.Name);
            json.WriteString("port", line.Path);
            json.WriteString("link", line.Link);
            json.WriteNumber("devices", line.Devices);
            json.WriteNumber("points", line.Points);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteCounts(Utf8JsonWriter json, string kind, Simulator simulator, BusCounts total, double rate)
    {
        json.WriteString("kind", kind);
        json.WriteNumber("seconds", Math.Round(simulator.ElapsedS, 3));
        json.WriteNumber("requestsPerSecond", Math.Round(rate, 1));
        json.WriteNumber("cpuPercent", Math.Round(_cpuPercent, 2));
        WriteCounts(json, total);
        json.WriteStartArray("buses");
        foreach (var line in simulator.Lines)
        {
            json.WriteStartObject();
            WriteCounts(json, line.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, BusCounts counts)
    {
        json.WriteNumber("requests", counts.Requests);
        json.WriteNumber("replies", counts.Replies);
        json.WriteNumber("exceptions", counts.Exceptions);
        json.WriteNumber("timeouts", counts.Timeouts);
        json.WriteNumber("crcErrors", counts.CrcErrors);
        json.WriteNumber("foreign", counts.Foreign);
        json.WriteNumber("junkBytes", counts.JunkBytes);
        json.WriteNumber("wrongBaudBytes", counts.WrongBaudBytes);
        json.WriteNumber("echoBytes", counts.EchoBytes);
        json.WriteNumber("noiseBytes", counts.NoiseBytes);
        json.WriteNumber("late", counts.Late);
        json.WriteNumber("wrongUnit", counts.WrongUnit);
        json.WriteNumber("reports", counts.Reports);
        json.WriteNumber("repeated", counts.Repeated);
        json.WriteNumber("acknowledged", counts.Acknowledged);
    }

    private static void WriteLine(Action<Utf8JsonWriter> body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
        Console.Out.Flush();
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
