using System.Numerics;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Pull;

/// <summary>
/// Reads a page piece by piece, so that a response holds a piece in memory and not a page: alarms first, then events, then routine, then bulk, in order in each class.
/// The urgent classes go first, but an eighth is kept for each other class that has something, so that a flood of one starves none; what a class leaves of its share
/// goes to the others. Pages too small for eighths give each class its turn instead. Not thread-safe.
/// </summary>
public sealed class PageStream
{
    /// <summary>Records in a piece at most.</summary>
    public const int PieceRecords = 256;

    /// <summary>JSON of a page at most, bytes; the piece that passes it is the last.</summary>
    public const long MaxBytes = 4 << 20;

    private const int PieceBytes = 128 * 1024;
    private const int Shares = 8;

    private readonly ISummaryBuffer _buffer;
    private readonly List<SummaryClass> _waiting;
    private readonly long[] _quota = new long[SummaryClasses.Count];
    private long _left;
    private int _at;
    private long _bytesUntil;
    private bool _isSecondRound;

    /// <summary>Starts a page.</summary>
    /// <param name="buffer">Where it is read from.</param>
    /// <param name="store">The store as it was seen.</param>
    /// <param name="from">Positions after which it begins.</param>
    /// <param name="classes">Classes in it.</param>
    /// <param name="limit">Most records, 1..10,000.</param>
    public PageStream(ISummaryBuffer buffer, StoreView store, in Positions from, ClassSet classes, int limit)
    {
        _buffer = buffer;
        Store = store;
        Next = from;
        Seen = from;
        _left = limit;
        _waiting = [.. SummaryClasses.All.Where(c => classes.Holds(c) && IsBehind(c))];
        ShareOut(limit);
        _bytesUntil = BytesUntil(0);
    }

    /// <summary>The store that it is read from.</summary>
    public StoreView Store { get; }

    /// <summary>Positions after what was read.</summary>
    public Positions Next { get; private set; }

    /// <summary>Beyond this there is something new to wait for: where a class had nothing left to give, its newest number.</summary>
    public Positions Seen { get; private set; }

    /// <summary>True when the buffer has another store by now: the page ends where it was.</summary>
    public bool IsOtherEpoch { get; private set; }

    /// <summary>True when there was more than fitted.</summary>
    public bool More => IsOtherEpoch || _waiting.Exists(IsBehind);

    /// <summary>Reads the next piece into <paramref name="into"/> (which is cleared); false at the end.</summary>
    /// <param name="into">Takes the records.</param>
    /// <param name="written">Bytes of JSON that the page has so far.</param>
    public bool TryNext(List<StoredSummary> into, long written)
    {
        into.Clear();
        while (_left > 0 && !IsOtherEpoch)
        {
            if (_at == _waiting.Count)
            {
                // Numbers told of more records than there were (merged, released): whoever has more takes what is left.
                if (_isSecondRound || written >= MaxBytes)
                {
                    return false;
                }

                _isSecondRound = true;
                _at = 0;
                Array.Fill(_quota, _left);
                _bytesUntil = MaxBytes;
            }
            else if (written >= _bytesUntil || !TryRead(_waiting[_at], into))
            {
                _at++;
                _bytesUntil = _isSecondRound ? MaxBytes : BytesUntil(_at);
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends the class of <paramref name="held"/>, a record of the newest piece, before it: it may not leave yet. Only something newer is worth waking a reader for.</summary>
    public void EndAt(in StoredSummary held)
    {
        var summaryClass = held.Summary.Class;
        Next = Next.With(summaryClass, held.FirstSeq - 1);
        Seen = Seen.With(summaryClass, Store.Heads[summaryClass]);
    }

    private bool TryRead(SummaryClass summaryClass, List<StoredSummary> into)
    {
        var count = (int)Math.Min(Math.Min(_quota[(int)summaryClass], _left), PieceRecords);
        if (count == 0 || !IsBehind(summaryClass))
        {
            return false;
        }

        IsOtherEpoch = !_buffer.Read(Store.Epoch, summaryClass, Next[summaryClass], count, PieceBytes, into);
        if (IsOtherEpoch || into.Count == 0)
        {
            // What lies between the cursor and the head has been released: there is nothing to come for.
            Seen = Seen.With(summaryClass, Store.Heads[summaryClass]);
            return false;
        }

        _quota[(int)summaryClass] -= into.Count;
        _left -= into.Count;
        Next = Next.With(summaryClass, into[^1].Seq);
        Seen = Seen.With(summaryClass, into[^1].Seq);
        return true;
    }

    private bool IsBehind(SummaryClass summaryClass) => Seen[summaryClass] < Store.Heads[summaryClass];

    // A class may write until what is left would no longer hold the eighths of those after it.
    private long BytesUntil(int at) => MaxBytes - (MaxBytes / Shares * Math.Max(0, _waiting.Count - 1 - at));

    private void ShareOut(int limit)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var share = limit / Shares;
        var first = share == 0 && _waiting.Count > 1 ? Turn(Next) : _waiting[0];
        long left = limit;
        foreach (var summaryClass in _waiting.Where(c => c != first))
        {
            left -= Give(summaryClass, share);
        }

        left -= Give(first, left);
        foreach (var summaryClass in _waiting)
        {
            left -= Give(summaryClass, left);
        }
    }

    private long Give(SummaryClass summaryClass, long most)
    {
        var numbers = Store.Heads[summaryClass] - Next[summaryClass];
        var given = (long)Math.Min((ulong)most, numbers - (ulong)_quota[(int)summaryClass]);
        _quota[(int)summaryClass] += given;
        return given;
    }

    // A reader's position is all that is known of it, so that is scattered into a turn: five in eight for the most urgent, the rest for the others.
    private SummaryClass Turn(in Positions from)
    {
        const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;
        var mixed = (from.Alarm + BitOperations.RotateLeft(from.Event, 16) + BitOperations.RotateLeft(from.Routine, 32) + BitOperations.RotateLeft(from.Bulk, 48)) * GoldenRatio;
        mixed = (mixed ^ (mixed >> 32)) * GoldenRatio;
        var turn = (int)(mixed >> 61);
        return turn < Shares - 3 ? _waiting[0] : _waiting[1 + (turn % (_waiting.Count - 1))];
    }
}
