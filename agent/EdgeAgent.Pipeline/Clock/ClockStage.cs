using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline.Clock;

/// <summary>
/// Tells when the clock's source changes or the clock is stepped (`edge.clock.v1`): the brain corrects what had left unsynced by the boot's offset. What it told last is
/// stored with the event, so that a clock that was set while the agent was down is told too. Pure.
/// </summary>
public sealed class ClockStage(uint boot)
{
    /// <summary>A change of UTC against monotonic beyond this is told, ms; less is slewing.</summary>
    public const long StepMs = 500;

    private const byte Version = 1;
    private const int StateLength = 1 + 4 + 8 + 1;

    private bool _started;
    private long _offsetMs;
    private ClockQuality _clock;

    /// <summary>Looks at the clock.</summary>
    public void Step(in Now now, StageOutput output)
    {
        if (!_started)
        {
            _started = true;
            Keep(now, output);
            return;
        }

        var stepMs = now.OffsetMs - _offsetMs;
        if (now.Clock != _clock || Math.Abs(stepMs) > StepMs)
        {
            output.Summaries.Add(Make(now, stepMs));
            Keep(now, output);
        }
        else if (stepMs != 0)
        {
            // Slewing adds up: compare with where the clock is now, not with where it was hours ago.
            _offsetMs = now.OffsetMs;
        }
    }

    /// <summary>What was told last, to be stored with the event: version, boot, offset in ms, clock; big-endian.</summary>
    public byte[] SaveState()
    {
        var state = new byte[StateLength];
        state[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(state.AsSpan(1), boot);
        BinaryPrimitives.WriteInt64BigEndian(state.AsSpan(5), _offsetMs);
        state[^1] = (byte)_clock;
        return state;
    }

    /// <summary>Takes up what an earlier start of this boot told. Another boot's, or one that cannot be read, is none.</summary>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length == StateLength && state[0] == Version && BinaryPrimitives.ReadUInt32BigEndian(state[1..]) == boot && state[^1] <= (byte)ClockQuality.Rtc)
        {
            _started = true;
            _offsetMs = BinaryPrimitives.ReadInt64BigEndian(state[5..]);
            _clock = (ClockQuality)state[^1];
        }
    }

    private void Keep(in Now now, StageOutput output)
    {
        output.ClockStateChanged = true;
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
