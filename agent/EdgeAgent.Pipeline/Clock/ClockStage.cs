using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Clock;

/// <summary>
/// Tells when the clock's source changes or the clock is stepped (`edge.clock.v1`): the brain corrects what had left unsynced by the boot's offset. Pure.
/// </summary>
public sealed class ClockStage(uint boot)
{
    /// <summary>A change of UTC against monotonic beyond this is told, ms; less is slewing.</summary>
    public const long StepMs = 500;

    private bool _started;
    private long _offsetMs;
    private ClockQuality _clock;

    /// <summary>Looks at the clock.</summary>
    public void Step(in Now now, StageOutput output)
    {
        if (!_started)
        {
            _started = true;
            Keep(now);
            return;
        }

        var stepMs = now.OffsetMs - _offsetMs;
        if (now.Clock != _clock || Math.Abs(stepMs) > StepMs)
        {
            output.Summaries.Add(Make(now, stepMs));
            Keep(now);
        }
        else if (stepMs != 0)
        {
            // Slewing adds up: compare with where the clock is now, not with where it was hours ago.
            _offsetMs = now.OffsetMs;
        }
    }

    private void Keep(in Now now)
    {
        _offsetMs = now.OffsetMs;
        _clock = now.Clock;
    }

    private Summary Make(in Now now, long stepMs)
    {
        var buffer = new ArrayBufferWriter<byte>(160);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("boot", boot.ToString("x8", CultureInfo.InvariantCulture));
            writer.WriteString("clock", CloudEventJson.NameOf(now.Clock));
            writer.WriteString("was", CloudEventJson.NameOf(_clock));
            writer.WriteNumber("stepMs", stepMs);
            WireJson.WriteTime(writer, "bootTime", now.OffsetMs);
            writer.WriteEndObject();
        }

        return new Summary
        {
            Type = SummaryType.Clock,
            Class = SummaryClass.Event,
            Made = Stamp.At(now, boot),
            Data = new JsonData(buffer.WrittenMemory),
        };
    }
}
