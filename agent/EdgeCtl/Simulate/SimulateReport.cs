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
    private long _lastRequests;
    private double _lastS;
    private int _reports;

    /// <summary>Says where the buses are.</summary>
    public void Begin(Simulator simulator)
    {
        if (options.Json)
        {
            WriteLine(json => WriteBegin(json, simulator));
            return;
        }

        var table = new Table().Border(TableBorder.Minimal).AddColumns("bus", "port", "link", "devices", "points");
        for (var i = 0; i < Math.Min(options.Buses, MaxTableRows); i++)
        {
            table.AddRow(
                Markup.Escape(SiteWriter.PortOf(i)),
                Markup.Escape(simulator.Ptys[i].Path),
                Markup.Escape(options.Links.Count > i ? options.Links[i] : "-"),
                Text(simulator.Rooms[i].Devices.Count),
                Text(simulator.Rooms[i].Devices.Sum(device => device.Points.Count)));
        }

        AnsiConsole.Write(table);
        if (options.Buses > MaxTableRows)
        {
            AnsiConsole.MarkupLine($"and {Text(options.Buses - MaxTableRows)} more buses");
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
        if (options.Json)
        {
            WriteLine(json => WriteCounts(json, "end", simulator, total, rate));
            return;
        }

        Console.WriteLine((_isTerminal ? "\r\u001b[K" : "") + LineOf(simulator, total, rate));
    }

    private static string LineOf(Simulator simulator, BusCounts total, double rate)
    {
        var room = simulator.Rooms[0].Rooms[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{simulator.ElapsedS,6:F0} s  {total.Requests} requests ({rate:F0}/s), {total.Exceptions} exceptions, {total.Timeouts} unanswered, {total.CrcErrors} damaged, {total.JunkBytes} stray bytes; level {room.LevelM:F2} m, {room.PressureKPa:F0} kPa, pumps {(room.Pumps[0].IsOn ? "on" : "off")}/{(room.Pumps[1].IsOn ? "on" : "off")}");
    }

    private void WriteBegin(Utf8JsonWriter json, Simulator simulator)
    {
        json.WriteString("kind", "begin");
        json.WriteNumber("seed", options.Seed);
        json.WriteStartArray("buses");
        for (var i = 0; i < options.Buses; i++)
        {
            json.WriteStartObject();
            json.WriteString("port", simulator.Ptys[i].Path);
            json.WriteString("link", options.Links.Count > i ? options.Links[i] : null);
            json.WriteNumber("devices", simulator.Rooms[i].Devices.Count);
            json.WriteNumber("points", simulator.Rooms[i].Devices.Sum(device => device.Points.Count));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string kind, Simulator simulator, BusCounts total, double rate)
    {
        json.WriteString("kind", kind);
        json.WriteNumber("seconds", Math.Round(simulator.ElapsedS, 3));
        json.WriteNumber("requestsPerSecond", Math.Round(rate, 1));
        WriteCounts(json, total);
        json.WriteStartArray("buses");
        for (var i = 0; i < simulator.Ptys.Count; i++)
        {
            json.WriteStartObject();
            WriteCounts(json, simulator.CountsOf(i));
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
