using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Pipeline;

/// <summary>Makes `edge.audit.v1`: who did what to what, and how it ended. Pure.</summary>
public static class AuditWriter
{
    /// <summary>The summary, of class event.</summary>
    /// <param name="actor">Who: `signal`, `system`, a consumer's or person's name.</param>
    /// <param name="action">What, in a word: `start`, `stop`, `reload`.</param>
    /// <param name="target">To what; may be empty.</param>
    /// <param name="outcome">`done` or `refused`.</param>
    /// <param name="detail">Why or how, for people; cut to 1,000 characters, never a secret; may be empty.</param>
    /// <param name="now">When.</param>
    /// <param name="boot">Boot id of the stamp.</param>
    public static Summary Make(string actor, string action, string target, string outcome, string detail, in Now now, uint boot)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("actor", actor);
            writer.WriteString("action", action);
            writer.WriteString("target", target);
            writer.WriteString("outcome", outcome);
            if (detail.Length > 0)
            {
                writer.WriteString("detail", detail.Length > 1000 ? detail.AsSpan(0, 1000) : detail);
            }

            writer.WriteEndObject();
        }

        return new Summary
        {
            Type = SummaryType.Audit,
            Class = SummaryClass.Event,
            Made = Stamp.At(now, boot),
            Data = new JsonData(buffer.WrittenMemory),
        };
    }
}
