using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Support;

/// <summary>Runs a host by itself: collects what it hands over, in order. Thread-safe.</summary>
public sealed class SourceBench : IBusSink
{
    private readonly Lock _gate = new();
    private readonly List<Reading> _readings = [];
    private readonly List<DeviceChange> _changes = [];

    /// <summary>Readings so far.</summary>
    public IReadOnlyList<Reading> Readings
    {
        get
        {
            lock (_gate)
            {
                return [.. _readings];
            }
        }
    }

    /// <summary>Device changes so far.</summary>
    public IReadOnlyList<DeviceChange> Changes
    {
        get
        {
            lock (_gate)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>Parts for a host of this bench.</summary>
    public SourceParts Parts(Profile profile, string statePath) => new(profile, this, new EdgeClock(), NullLogger.Instance, statePath, statePath);

    /// <inheritdoc/>
    public void Take(List<Reading> readings, List<DeviceChange> changes)
    {
        lock (_gate)
        {
            _readings.AddRange(readings);
            _changes.AddRange(changes);
        }
    }

    /// <inheritdoc/>
    public void Take(List<StationWindow> windows)
    {
    }

    /// <inheritdoc/>
    public void Take(in TimeFix fix)
    {
    }

    /// <summary>Waits until something holds; fails after <paramref name="forMs"/>.</summary>
    public async Task UntilAsync(Func<SourceBench, bool> holds, string what, int forMs = 10_000)
    {
        for (var waitedMs = 0; !holds(this); waitedMs += 10)
        {
            if (waitedMs > forMs)
            {
                throw new TimeoutException($"{what}: {string.Join(", ", Readings.TakeLast(20))}; {string.Join(", ", Changes)}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>A profile of a bench.</summary>
    public static Profile Profile() => new() { Name = "bench", Arch = "linux-x64", Cores = 2, MemoryBytes = 1L << 31 };

    /// <summary>Binds a source of a site file with <paramref name="kind"/>, its schema first; the plan or the faults.</summary>
    public static (SourcePlan? Plan, IReadOnlyList<string> Faults) Bind(ISourceKind kind, string source, Profile profile)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var profileFile = Path.Combine(folder.FullName, "profile.json");
            var siteFile = Path.Combine(folder.FullName, "site.json");
            File.WriteAllText(profileFile, ProfileText(profile));
            File.WriteAllText(siteFile, $$"""
                { "gateway": { "id": "bench-1", "district": "putuo" }, "profile": "./profile.json", "sources": [ {{source}} ],
                  "uplinks": [ { "kind": "pull" } ] }
                """);
            var loaded = SiteLoader.Load(siteFile, [], [kind]);
            return (loaded.Site?.Sources[0], [.. loaded.Faults.Select(f => $"{f.Path}: {f.Problem}; {f.Expected}")]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string ProfileText(Profile profile) => $$"""
        { "name": "bench", "arch": "linux-x64", "cores": 2, "memory": "2 GiB", "storage": { "kind": "disk" }, "sources": ["a bench"],
          "lines": { {{Members(profile.Lines, l => $$"""{ "chip": {{Text(l.Chip)}}, "line": {{l.Line}}, "output": {{(l.Output ? "true" : "false")}}{{(l.FailSafe is { } f ? $", \"failsafe\": {f}" : "")}} }""")}} },
          "i2c": { {{Members(profile.I2c, Text)}} }, "can": { {{Members(profile.Can, Text)}} }, "w1": { {{Members(profile.W1, Text)}} },
          "iio": { {{Members(profile.Iio, Text)}} }, "hwmon": { {{Members(profile.Hwmon, Text)}} } }
        """;

    private static string Members<T>(IReadOnlyDictionary<string, T> members, Func<T, string> show) => string.Join(", ", members.Select(m => $"{Text(m.Key)}: {show(m.Value)}"));

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
