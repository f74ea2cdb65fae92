using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Departing;

/// <summary>How a summary stands that wants to leave.</summary>
public enum Departure
{
    /// <summary>It leaves now.</summary>
    Leaves,

    /// <summary>That it leaves must be written down first: again in a moment.</summary>
    Settles,

    /// <summary>It waits for this boot to be told the time.</summary>
    Waits,
}

/// <summary>
/// The times of the newest boots. Immutable and pure. The rule of wire v1: content is frozen when first sent. So what was made before its boot knew the time is corrected as
/// long as it has not left, and what left stays as it was; to tell the two apart after a power cut, how far each class has left is written down before it leaves.
/// </summary>
internal sealed class DepartureBook
{
    private const byte Version = 1;
    private const int MaxBoots = 16;
    private const int EntryLength = 4 + (4 * 8) + 1 + 8 + 8;

    private readonly BootTime[] _boots;

    private DepartureBook(BootTime[] boots) => _boots = boots;

    /// <summary>Nothing known.</summary>
    public static DepartureBook Empty { get; } = new([]);

    /// <summary>True for a summary that waits whatever the book says: made by this boot, which does not know the time and was started less than <paramref name="waitMs"/> ago, and in no hurry.</summary>
    public static bool Waits(Summary summary, in Now now, uint boot, long waitMs) =>
        summary.Class >= SummaryClass.Routine && summary.Made.Clock == ClockQuality.Unsynced && summary.Made.Boot == boot
        && now.Clock == ClockQuality.Unsynced && now.MonoMs < waitMs;

    /// <summary>Decides about a summary.</summary>
    /// <param name="stored">The summary.</param>
    /// <param name="now">The moment.</param>
    /// <param name="boot">This boot.</param>
    /// <param name="waitMs">After a boot routine summaries wait so long for the time, ms.</param>
    /// <param name="leaving">As it leaves, when it does.</param>
    /// <param name="next">What must be written down first, when it <see cref="Departure.Settles"/>.</param>
    public Departure Decide(in StoredSummary stored, in Now now, uint boot, long waitMs, out StoredSummary leaving, out DepartureBook? next)
    {
        next = null;
        leaving = stored;
        var made = stored.Summary.Made;
        if (made.Clock != ClockQuality.Unsynced)
        {
            return Departure.Leaves;
        }

        var summaryClass = stored.Summary.Class;
        var at = Of(made.Boot);
        if (at.IsKnown)
        {
            leaving = made.MonoMs < at.SyncedMs && stored.Seq > at.Left[summaryClass] ? stored with { Summary = TimeCorrection.Correct(stored.Summary, at) } : stored;
            return Departure.Leaves;
        }

        if (made.Boot != boot)
        {
            // That boot was never told the time, and none can tell it now.
            return Departure.Leaves;
        }

        if (now.Clock != ClockQuality.Unsynced)
        {
            next = With(at with { Clock = now.Clock, OffsetMs = now.OffsetMs, SyncedMs = now.MonoMs });
            return Departure.Settles;
        }

        if (Waits(stored.Summary, now, boot, waitMs))
        {
            return Departure.Waits;
        }

        if (stored.Seq <= at.Left[summaryClass])
        {
            return Departure.Leaves;
        }

        next = With(at with { Left = at.Left.With(summaryClass, stored.Seq) });
        return Departure.Settles;
    }

    /// <summary>The stored form, version 1: a byte, then 53 bytes for each boot, big-endian.</summary>
    public byte[] Write()
    {
        var bytes = new byte[1 + (_boots.Length * EntryLength)];
        bytes[0] = Version;
        for (var i = 0; i < _boots.Length; i++)
        {
            var entry = bytes.AsSpan(1 + (i * EntryLength), EntryLength);
            BinaryPrimitives.WriteUInt32BigEndian(entry, _boots[i].Boot);
            foreach (var summaryClass in SummaryClasses.All)
            {
                BinaryPrimitives.WriteUInt64BigEndian(entry[(4 + ((int)summaryClass * 8))..], _boots[i].Left[summaryClass]);
            }

            entry[36] = (byte)_boots[i].Clock;
            BinaryPrimitives.WriteInt64BigEndian(entry[37..], _boots[i].OffsetMs);
            BinaryPrimitives.WriteInt64BigEndian(entry[45..], _boots[i].SyncedMs);
        }

        return bytes;
    }

    /// <summary>Reads the stored form; false, and an empty book, for one that cannot be read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNull] out DepartureBook? book)
    {
        book = Empty;
        if (bytes.Length < 1 || bytes[0] != Version || (bytes.Length - 1) % EntryLength != 0 || (bytes.Length - 1) / EntryLength > MaxBoots)
        {
            return false;
        }

        var boots = new BootTime[(bytes.Length - 1) / EntryLength];
        for (var i = 0; i < boots.Length; i++)
        {
            var entry = bytes.Slice(1 + (i * EntryLength), EntryLength);
            var left = default(Positions);
            foreach (var summaryClass in SummaryClasses.All)
            {
                left = left.With(summaryClass, BinaryPrimitives.ReadUInt64BigEndian(entry[(4 + ((int)summaryClass * 8))..]));
            }

            if (entry[36] > (byte)ClockQuality.Rtc)
            {
                return false;
            }

            boots[i] = new BootTime(
                BinaryPrimitives.ReadUInt32BigEndian(entry), left, (ClockQuality)entry[36],
                BinaryPrimitives.ReadInt64BigEndian(entry[37..]), BinaryPrimitives.ReadInt64BigEndian(entry[45..]));
        }

        book = new DepartureBook(boots);
        return true;
    }

    private BootTime Of(uint boot)
    {
        foreach (var known in _boots)
        {
            if (known.Boot == boot)
            {
                return known;
            }
        }

        return new BootTime(boot, default, ClockQuality.Unsynced, 0, 0);
    }

    // The newest boot stands last; the oldest is forgotten.
    private DepartureBook With(in BootTime changed)
    {
        var boot = changed.Boot;
        var others = Array.FindAll(_boots, b => b.Boot != boot);
        return new DepartureBook([.. others.Skip(Math.Max(0, others.Length - MaxBoots + 1)), changed]);
    }
}
