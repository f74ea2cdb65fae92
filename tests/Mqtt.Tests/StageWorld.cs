using System.Text;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Mqtt;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>A stage on virtual time, made from a source as a site file has it.</summary>
internal sealed class StageWorld
{
    public const long StartMs = 1_000_000;
    public const int PointBase = 100;
    public const int DeviceBase = 10;
    private const long UtcOfBootMs = 1_790_000_000_000;

    public StageWorld(string devices)
    {
        var source = Sources.Parts($$"""{ "kind": "mqtt", "server": "mqtt://b.lan", "devices": [ {{devices}} ] }""");
        Stage = new MqttStage(source.Config, source.Devices, PointBase, DeviceBase, Statistics);
        Stage.Start(Now);
    }

    public MqttStage Stage { get; }

    public BusStatistics Statistics { get; } = new();

    public BusOutput Output { get; } = new();

    public long NowMs { get; private set; } = StartMs;

    public ClockQuality Clock { get; set; } = ClockQuality.Ntp;

    public Now Now => new(NowMs * 1_000_000, UtcOfBootMs + NowMs, Clock);

    public long UtcMs => Now.UtcMs;

    /// <summary>Takes a message; the readings of it as text.</summary>
    public string Take(string topic, string payload, bool isRetained = false) => Take(topic, Encoding.UTF8.GetBytes(payload), isRetained);

    public string Take(string topic, byte[] payload, bool isRetained = false)
    {
        Output.Clear();
        Stage.Take(Encoding.UTF8.GetBytes(topic), payload, isRetained, Now, Output);
        return Told();
    }

    /// <summary>Lets time pass; what was told at each deadline.</summary>
    public List<string> Pass(long ms)
    {
        var told = new List<string>();
        for (var endMs = NowMs + ms; ;)
        {
            var dueMs = Stage.NextDeadlineNs == long.MaxValue ? long.MaxValue : (Stage.NextDeadlineNs + 999_999) / 1_000_000;
            if (dueMs > endMs)
            {
                NowMs = endMs;
                return told;
            }

            NowMs = Math.Max(NowMs, dueMs);
            Output.Clear();
            Stage.Step(Now, Output);
            if (Told() is { Length: > 0 } text)
            {
                told.Add($"{NowMs - StartMs}: {text}");
            }
        }
    }

    public string Told()
    {
        var readings = Output.Readings.Select(r => r.Quality == Quality.Good ? FormattableString.Invariant($"{r.Point}={r.Value}") : $"{r.Point}={r.Quality}");
        var changes = Output.Changes.Select(c => $"{c.Device} {(c.Lost ? "lost" : "back")} {c.Reason} since {(c.SinceMonoNs == 0 ? "never" : $"{(c.SinceMonoNs / 1_000_000) - StartMs}")}");
        return string.Join("; ", readings.Concat(changes));
    }
}
