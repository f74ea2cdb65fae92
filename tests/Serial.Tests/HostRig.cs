using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Serial;

/// <summary>A port's host on a link that a pseudo terminal can be plugged into.</summary>
internal sealed class HostRig : IBusSink, IDisposable
{
    private readonly TempFolder _folder = new();
    private long _sum;
    private int _taken;

    public HostRig()
    {
        Host = new BusHost("rs485-1", new SerialLineOpener(new PortProfile("path:" + Link, PortDirection.Auto), new SerialSettings(9600)), Driver, this, new EdgeClock(), NullLogger.Instance);
    }

    public string Link => _folder["line"];

    public EchoDriver Driver { get; } = new();

    public BusHost Host { get; }

    public int Taken => Volatile.Read(ref _taken);

    public long Sum => Volatile.Read(ref _sum);

    public PtyPair Plug() => new(Link);

    public void Take(List<Reading> readings, List<DeviceChange> changes)
    {
        foreach (var reading in readings)
        {
            Volatile.Write(ref _sum, _sum + (long)reading.Value);
        }

        Volatile.Write(ref _taken, _taken + readings.Count);
    }

    public void Take(List<StationWindow> windows)
    {
    }

    public void Take(in TimeFix fix)
    {
    }

    public void Dispose()
    {
        Host.Dispose();
        _folder.Dispose();
    }

    public static void Until(Func<bool> condition, string what, int forMs = 10_000)
    {
        for (var waited = 0; !condition(); waited += 5)
        {
            Assert.True(waited < forMs, what);
            Thread.Sleep(5);
        }
    }
}
