using System.Diagnostics;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Delivery;

/// <summary>A subscriber that others wrote, mosquitto_sub, and what it got: ids, how often, in which order, alarms whole and with the time of arrival.</summary>
internal sealed class Receiver : IDisposable
{
    private static readonly Regex FirstSeq = new("\"(?:firstSeq|edgefirst)\":\"?([0-9]+)");

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Epoch, SummaryClass Class, ulong Seq), string> _got = [];
    private readonly List<(string Epoch, SummaryClass Class, ulong Seq)> _order = [];
    private readonly Dictionary<(string Epoch, SummaryClass Class, ulong Seq), ulong> _first = [];
    private readonly List<(long ArrivedMs, string Payload)> _alarms = [];
    private int _again;
    private int _conflicts;

    public Receiver(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        string[] all = [.. arguments, "-q", "1", "-t", "edge/v1/+/+/bulk", "-t", "edge/v1/+/+/alarm", "-t", "edge/v1/+/+/event", "-t", "edge/v1/+/+/routine", "-F", "%p"];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        new Thread(Read) { IsBackground = true }.Start();
    }

    /// <summary>Different ids.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _got.Count;
            }
        }
    }

    /// <summary>Messages whose id was known.</summary>
    public int Again
    {
        get
        {
            lock (_lock)
            {
                return _again;
            }
        }
    }

    /// <summary>Ids that came twice with different content.</summary>
    public int Conflicts
    {
        get
        {
            lock (_lock)
            {
                return _conflicts;
            }
        }
    }

    public List<(long ArrivedMs, string Payload)> Alarms
    {
        get
        {
            lock (_lock)
            {
                return [.. _alarms];
            }
        }
    }

    public bool Has(string epoch, SummaryClass summaryClass, ulong seq)
    {
        lock (_lock)
        {
            return _got.ContainsKey((epoch, summaryClass, seq));
        }
    }

    /// <summary>How many of the numbers from 1 to <paramref name="last"/> came.</summary>
    public int CountOf(string epoch, SummaryClass summaryClass, ulong last)
    {
        lock (_lock)
        {
            return Enumerable.Range(1, (int)last).Count(seq => _got.ContainsKey((epoch, summaryClass, (ulong)seq)));
        }
    }

    /// <summary>Numbers from 1 to <paramref name="last"/> that nothing told of: no summary came for them, and none, such as a gap, that covers them.</summary>
    public List<ulong> Untold(string epoch, SummaryClass summaryClass, ulong last)
    {
        var untold = new SortedSet<ulong>(Enumerable.Range(1, (int)last).Select(n => (ulong)n));
        lock (_lock)
        {
            foreach (var (id, _) in _got.Where(g => g.Key.Epoch == epoch && g.Key.Class == summaryClass))
            {
                for (var seq = _first.GetValueOrDefault(id, id.Seq); seq <= id.Seq; seq++)
                {
                    untold.Remove(seq);
                }
            }
        }

        return [.. untold];
    }

    /// <summary>The content of an id.</summary>
    public string PayloadOf(string epoch, SummaryClass summaryClass, ulong seq)
    {
        lock (_lock)
        {
            return _got[(epoch, summaryClass, seq)];
        }
    }

    /// <summary>Numbers of a class in the order of their first arrival.</summary>
    public List<ulong> Order(SummaryClass summaryClass)
    {
        lock (_lock)
        {
            return [.. _order.Where(o => o.Class == summaryClass).Select(o => o.Seq)];
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // The first number that a summary tells of, when it tells of several.
    private static ulong? FirstOf(string line)
    {
        var found = FirstSeq.Match(line);
        return found.Success ? ulong.Parse(found.Groups[1].ValueSpan) : null;
    }

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            Take(line);
        }
    }

    private void Take(string line)
    {
        const string Before = "\"id\":\"";
        var at = line.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var parts = line[at..line.IndexOf('"', at)].Split('/');
        _ = SummaryClasses.TryParse(parts[2], out var summaryClass);
        var id = (parts[1], summaryClass, ulong.Parse(parts[3]));
        lock (_lock)
        {
            if (summaryClass == SummaryClass.Alarm)
            {
                _alarms.Add((DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), line));
            }

            // Routine content is not kept: there are many.
            var kept = summaryClass == SummaryClass.Routine ? "" : line;
            if (_got.TryAdd(id, kept))
            {
                _order.Add(id);
                if (FirstOf(line) is { } first)
                {
                    _first[id] = first;
                }

                return;
            }

            _again++;
            _conflicts += _got[id] == kept ? 0 : 1;
        }
    }
}
