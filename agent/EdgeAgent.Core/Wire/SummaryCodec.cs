using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Wire;

/// <summary>
/// The stored form of a summary, version 1: about 100 bytes for a routine window. Frozen: golden files in tests/Core.Tests hold one of each type.
/// The store adds its own check sum; this form has none.
/// </summary>
public static class SummaryCodec
{
    /// <summary>Longest record that is written or read, bytes.</summary>
    public const int MaxLength = MaxJson + 1024;

    /// <summary>Longest JSON of a summary, bytes.</summary>
    public const int MaxJson = 65_536;

    /// <summary>Longest subject, unit, state name or other text, bytes of UTF-8.</summary>
    public const int MaxText = 256;

    private const byte Version = 1;
    private const int MaxStates = 17;

    /// <summary>Writes a summary; answers the length. Throws <see cref="ArgumentException"/> or an index error when it exceeds the limits: a programmer error.</summary>
    public static int Encode(Summary summary, Span<byte> target)
    {
        var writer = new RecordWriter(target);
        writer.Byte(Version);
        writer.Byte((byte)summary.Type);
        writer.Byte((byte)((int)summary.Class | ((int)summary.Grade << 2) | ((int)summary.Made.Clock << 4)));
        writer.Signed(summary.Made.UtcMs);
        writer.Fixed32(summary.Made.Boot);
        writer.Signed(summary.Made.MonoMs);
        writer.Text(summary.Subject);
        switch (summary.Data)
        {
            case WindowData window:
                EncodeWindow(ref writer, window, summary.Made.UtcMs);
                break;
            case GapData gap:
                EncodeGap(ref writer, gap);
                break;
            case JsonData json:
                ArgumentOutOfRangeException.ThrowIfGreaterThan(json.Utf8.Length, MaxJson);
                writer.Bytes(json.Utf8.Span);
                break;
            default:
                throw new ArgumentException($"no stored form for {summary.Data.GetType().Name}", nameof(summary));
        }

        return writer.Length;
    }

    /// <summary>Writes a summary into an array of its own.</summary>
    public static byte[] Encode(Summary summary)
    {
        var size = summary.Data is JsonData json ? json.Utf8.Length + 1024 : 8192;
        var target = System.Buffers.ArrayPool<byte>.Shared.Rent(size);
        var record = target.AsSpan(0, Encode(summary, target)).ToArray();
        System.Buffers.ArrayPool<byte>.Shared.Return(target);
        return record;
    }

    /// <summary>Reads a record; false for one that is cut, over-long, of another version, or holds numbers that mean nothing. Never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> record, out Summary? summary)
    {
        summary = null;
        var reader = new RecordReader(record);
        if (reader.Byte() != Version)
        {
            return false;
        }

        var type = reader.Byte();
        var flags = reader.Byte();
        if (!SummaryTypes.IsKnown(type) || ((flags >> 2) & 3) > (int)Grade.Personal || flags >> 4 > (int)ClockQuality.Rtc)
        {
            return false;
        }

        var utcMs = reader.Signed();
        var boot = reader.Fixed32();
        var made = new Stamp(utcMs, boot, reader.Signed(), (ClockQuality)(flags >> 4));
        var subject = reader.Text(MaxText);
        SummaryData? data = (SummaryType)type switch
        {
            SummaryType.Window => DecodeWindow(ref reader, utcMs),
            SummaryType.Gap => DecodeGap(ref reader),
            _ => new JsonData(reader.Bytes(MaxJson)),
        };
        if (reader.Failed || !reader.AtEnd || data is null)
        {
            return false;
        }

        summary = new Summary
        {
            Type = (SummaryType)type,
            Class = (SummaryClass)(flags & 3),
            Grade = (Grade)((flags >> 2) & 3),
            Subject = subject,
            Made = made,
            Data = data,
        };
        return true;
    }

    private static void EncodeWindow(ref RecordWriter writer, WindowData window, long madeMs)
    {
        // Relative to the moment it was made: a window ends just before that, so both fit in a few bytes.
        writer.Signed(madeMs - window.ToMs);
        writer.Signed(window.ToMs - window.FromMs);
        writer.Text(window.Unit);
        writer.Byte((byte)window.Kind);
        writer.Unsigned((ulong)window.Merged);
        writer.Unsigned((ulong)window.Expected);
        writer.Unsigned((ulong)window.Good);
        writer.Unsigned((ulong)window.Bad.Count);
        foreach (var bad in window.Bad)
        {
            writer.Byte((byte)bad.Quality);
            writer.Unsigned((ulong)bad.Count);
        }

        if (window.Gauge is { } gauge)
        {
            writer.Byte(1);
            writer.Double(gauge.Min);
            writer.Double(gauge.Max);
            writer.Double(gauge.Mean);
            writer.Double(gauge.First);
            writer.Double(gauge.Last);
            writer.Double(gauge.StdDev);
        }
        else if (window.Counter is { } counter)
        {
            writer.Byte(2);
            writer.Double(counter.First);
            writer.Double(counter.Last);
            writer.Double(counter.Delta);
            writer.Unsigned((ulong)counter.Resets);
        }
        else if (window.Discrete is { } discrete)
        {
            writer.Byte(3);
            EncodeDiscrete(ref writer, discrete);
        }
        else
        {
            writer.Byte(0);
        }
    }

    private static void EncodeDiscrete(ref RecordWriter writer, DiscreteFigures discrete)
    {
        writer.Signed(discrete.First);
        writer.Signed(discrete.Last);
        writer.Unsigned((ulong)discrete.Changes);
        writer.Unsigned((ulong)discrete.Times.Count);
        foreach (var time in discrete.Times)
        {
            writer.Signed(time.State);
            writer.Text(time.Name);
            writer.Signed(time.Ms);
        }
    }

    private static WindowData? DecodeWindow(ref RecordReader reader, long madeMs)
    {
        var toMs = madeMs - reader.Signed();
        var fromMs = toMs - reader.Signed();
        var unit = reader.Text(MaxText);
        var kind = reader.Byte();
        var merged = reader.Count(int.MaxValue);
        var expected = reader.Count(int.MaxValue);
        var good = reader.Count(int.MaxValue);
        var bad = new BadCount[reader.Count(byte.MaxValue)];
        for (var i = 0; i < bad.Length; i++)
        {
            bad[i] = new BadCount((Quality)reader.Byte(), reader.Count(int.MaxValue));
        }

        var figures = reader.Byte();
        if (reader.Failed || kind > (byte)PointKind.Discrete || figures > 3)
        {
            return null;
        }

        return new WindowData
        {
            FromMs = fromMs,
            ToMs = toMs,
            Unit = unit,
            Kind = (PointKind)kind,
            Merged = merged,
            Expected = expected,
            Good = good,
            Bad = bad,
            Gauge = figures == 1 ? DecodeGauge(ref reader) : null,
            Counter = figures == 2 ? new CounterFigures(reader.Double(), reader.Double(), reader.Double(), reader.Count(int.MaxValue)) : null,
            Discrete = figures == 3 ? DecodeDiscrete(ref reader) : null,
        };
    }

    private static GaugeFigures DecodeGauge(ref RecordReader reader) =>
        new(reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Double());

    private static DiscreteFigures DecodeDiscrete(ref RecordReader reader)
    {
        var first = (int)reader.Signed();
        var last = (int)reader.Signed();
        var changes = reader.Count(int.MaxValue);
        var times = new StateTime[reader.Count(MaxStates)];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = new StateTime((int)reader.Signed(), reader.Text(MaxText), reader.Signed());
        }

        return new DiscreteFigures(first, last, changes, times);
    }

    private static void EncodeGap(ref RecordWriter writer, GapData gap)
    {
        writer.Text(gap.Epoch);
        writer.Byte((byte)gap.Class);
        writer.OptionalUnsigned(gap.FirstSeq);
        writer.OptionalUnsigned(gap.LastSeq);
        writer.OptionalUnsigned(gap.Count);
        writer.OptionalSigned(gap.FromMs);
        writer.OptionalSigned(gap.ToMs);
        writer.Text(gap.Reason);
    }

    private static GapData? DecodeGap(ref RecordReader reader)
    {
        var epoch = reader.Text(MaxText);
        var summaryClass = reader.Byte();
        if (summaryClass >= SummaryClasses.Count)
        {
            return null;
        }

        return new GapData
        {
            Epoch = epoch,
            Class = (SummaryClass)summaryClass,
            FirstSeq = reader.OptionalUnsigned(),
            LastSeq = reader.OptionalUnsigned(),
            Count = reader.OptionalUnsigned(),
            FromMs = reader.OptionalSigned(),
            ToMs = reader.OptionalSigned(),
            Reason = reader.Text(MaxText),
        };
    }
}
