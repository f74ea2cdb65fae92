using System.Globalization;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Nmea;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Nmea;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Stations;

/// <summary>A log of a receiver that finds its fix after a while, played on a pseudo terminal to the real host, up to the gateway's clock.</summary>
public sealed class ReceiverTests : IBusSink
{
    private readonly EdgeClock _clock = new();
    private readonly FixFilter _filter = new();
    private readonly List<FixVerdict> _verdicts = [];
    private readonly List<Reading> _readings = [];

    [Fact]
    public void Log_of_a_receiver_sets_the_clock_once_it_has_a_fix()
    {
        using var folder = new TempFolder();
        using var pty = new PtyPair(folder["gnss"]);
        var (plan, faults) = SourceRig.Bind(new NmeaKind(), """{ "kind": "nmea", "port": "gnss", "clock": true, "devices": [ { "name": "gnss", "interval": "100 ms", "points": [ { "name": "lat", "quantity": "latitude" }, { "name": "fix", "quantity": "fix" } ] } ] }""");
        Assert.Empty(faults);
        var bus = (BusPlan)plan!;
        using var host = new BusHost("gnss", new SerialLineOpener(new PortProfile("path:" + folder["gnss"], PortDirection.Auto), bus.Serial), bus.CreateDriver(0, 0), this, _clock, NullLogger.Instance);
        host.Start();
        Until(() => host.IsOpen, "the port opens");
        var told = 0;
        foreach (var line in Log())
        {
            // A step tells the newest time alone: a receiver tells one a second.
            pty.Write(Encoding.ASCII.GetBytes(line));
            told += line.Contains(",A,", StringComparison.Ordinal) ? 1 : 0;
            Until(() => Count(FixVerdict.Taken) + Count(FixVerdict.BeforeFloor) + Count(FixVerdict.Apart) >= told, "the sentence is taken");
        }

        Until(() => Count(FixVerdict.Taken) >= 8, "fixes are taken");
        Assert.Equal(3, Count(FixVerdict.BeforeFloor));
        var now = _clock.Read();
        Assert.True(now.MonoNs < _filter.UntilNs);
        Assert.InRange(now.MonoMs + _filter.OffsetMs - DateTimeOffset.Parse("2026-11-25T01:02:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), -5_000, 120_000);
        Until(
            () =>
            {
                pty.Write(Encoding.ASCII.GetBytes(Sentences.Rmc("010200.00", "251126")));
                return Has(r => r.Point == 0 && r.Quality == Quality.Good && Math.Abs(r.Value - 31.2405) < 1e-6);
            },
            "the place is read");
        Assert.True(Has(r => r.Point == 0 && r.Quality == Quality.Invalid));
    }

    // Cold start: no fix, then a week number that has rolled over, then the right date. All within a moment: the receiver's second is the same.
    private static IEnumerable<string> Log()
    {
        for (var i = 0; i < 5; i++)
        {
            yield return Sentences.NoFix + "\r\n" + Sentences.Of("GPGGA,,,,,,0,00,99.99,,,,,,");
        }

        for (var i = 0; i < 3; i++)
        {
            yield return Sentences.Rmc("010200.00", "110407");
        }

        for (var i = 0; i < 8; i++)
        {
            yield return Sentences.Rmc("010200.00", "251126") + Sentences.Of("GNGGA,010200.00,3114.430,N,12125.020,E,1,12,0.7,8.2,M,9.0,M,,");
        }
    }

    void IBusSink.Take(List<Reading> readings, List<DeviceChange> changes)
    {
        lock (_readings)
        {
            _readings.AddRange(readings);
        }
    }

    void IBusSink.Take(List<StationWindow> windows)
    {
    }

    void IBusSink.Take(in TimeFix fix)
    {
        lock (_verdicts)
        {
            _verdicts.Add(_filter.Take(fix, TimeFloor.EarliestMs));
        }
    }

    private bool Has(Predicate<Reading> what)
    {
        lock (_readings)
        {
            return _readings.Exists(what);
        }
    }

    private int Count(FixVerdict verdict)
    {
        lock (_verdicts)
        {
            return _verdicts.Count(v => v == verdict);
        }
    }

    private static void Until(Func<bool> condition, string what)
    {
        for (var waited = 0; !condition(); waited += 5)
        {
            Assert.True(waited < 15_000, what);
            Thread.Sleep(5);
        }
    }
}
