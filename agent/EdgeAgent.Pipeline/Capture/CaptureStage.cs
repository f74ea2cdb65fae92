using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Capture;

/// <summary>
/// While a person has switched capture on, passes the raw readings of the named points on as `edge.readings.v1`, class bulk: one summary a point for every
/// <see cref="MaxReadings"/> readings or ten seconds. Ends by itself. Pure; not thread-safe; a reading allocates nothing.
/// </summary>
public sealed class CaptureStage(PointTable table, uint boot)
{
    /// <summary>Points captured at a time.</summary>
    public const int MaxPoints = 64;

    /// <summary>Readings in a summary.</summary>
    public const int MaxReadings = 256;

    private const long FlushNs = 10_000_000_000;

    private readonly List<Reading>?[] _captured = new List<Reading>?[table.Points.Count];
    private int[] _points = [];
    private long _untilNs;
    private long _flushNs;

    /// <summary>When to step at the latest, CLOCK_BOOTTIME ns.</summary>
    public long NextDeadlineNs => _points.Length == 0 ? long.MaxValue : Math.Min(_untilNs, _flushNs);

    /// <summary>Starts capturing; what was captured before ends. Throws <see cref="ArgumentException"/> for too many points or a personal one: callers have looked.</summary>
    public void Start(IReadOnlyList<int> points, long untilNs, in Now now, StageOutput output)
    {
        if (points.Count > MaxPoints || points.Any(p => table.Points[p].Grade == Grade.Personal))
        {
            throw new ArgumentException("too many points, or a personal one", nameof(points));
        }

        Stop(now, output);
        _points = [.. points];
        _untilNs = untilNs;
        _flushNs = now.MonoNs + FlushNs;
        foreach (var point in _points)
        {
            _captured[point] = new List<Reading>(MaxReadings);
        }
    }

    /// <summary>Takes a reading.</summary>
    public void Step(in Reading reading, in Now now, StageOutput output)
    {
        if (_captured[reading.Point] is not { } readings || reading.MonoNs >= _untilNs)
        {
            return;
        }

        readings.Add(reading);
        if (readings.Count == MaxReadings)
        {
            Flush(reading.Point, now, output);
        }
    }

    /// <summary>Passes on what has waited long enough, and ends when it is time.</summary>
    public void Step(in Now now, StageOutput output)
    {
        if (_points.Length == 0 || now.MonoNs < NextDeadlineNs)
        {
            return;
        }

        if (now.MonoNs >= _untilNs)
        {
            Stop(now, output);
            return;
        }

        _flushNs = now.MonoNs + FlushNs;
        foreach (var point in _points)
        {
            Flush(point, now, output);
        }
    }

    /// <summary>Ends the capture and passes on what is there.</summary>
    public void Stop(in Now now, StageOutput output)
    {
        foreach (var point in _points)
        {
            Flush(point, now, output);
            _captured[point] = null;
        }

        _points = [];
    }

    private void Flush(int point, in Now now, StageOutput output)
    {
        var readings = _captured[point]!;
        if (readings.Count == 0)
        {
            return;
        }

        output.Summaries.Add(new Summary
        {
            Type = SummaryType.Readings,
            Class = SummaryClass.Bulk,
            Grade = table.Points[point].Grade,
            Subject = table.Points[point].Name,
            Made = Stamp.At(now, boot),
            Data = new JsonData(Write(readings, table.Points[point].Unit, now.OffsetMs)),
        });
        readings.Clear();
    }

    private static ReadOnlyMemory<byte> Write(List<Reading> readings, string unit, long offsetMs)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + (readings.Count * 24));
        using var writer = new Utf8JsonWriter(buffer, WireJson.Options);
        var firstMs = readings[0].MonoNs / 1_000_000;
        writer.WriteStartObject();
        if (unit.Length > 0)
        {
            writer.WriteString("unit", unit);
        }

        WireJson.WriteTime(writer, "from", firstMs + offsetMs);
        WireJson.WriteTime(writer, "to", (readings[^1].MonoNs / 1_000_000) + offsetMs);
        writer.WriteNumber("count", readings.Count);
        writer.WriteStartArray("afterMs");
        readings.ForEach(r => writer.WriteNumberValue((r.MonoNs / 1_000_000) - firstMs));
        writer.WriteEndArray();
        writer.WriteStartArray("values");
        readings.ForEach(r => WriteValue(writer, r));
        writer.WriteEndArray();
        if (readings.Exists(r => r.Quality != Quality.Good))
        {
            writer.WriteStartArray("qualities");
            readings.ForEach(r => writer.WriteStringValue(QualityNames.NameOf(r.Quality)));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    // A failed reading never becomes a value.
    private static void WriteValue(Utf8JsonWriter writer, in Reading reading)
    {
        if (reading.Quality == Quality.Good && double.IsFinite(reading.Value))
        {
            writer.WriteNumberValue(reading.Value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
