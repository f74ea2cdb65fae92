using System.Threading.Channels;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Departing;

/// <summary>
/// Decides with which time summaries leave, for all ways out together, so that an id never carries two contents: see <see cref="DepartureBook"/>.
/// Where every summary was made by a clock that was told the time it costs nothing. Thread-safe.
/// </summary>
public sealed class Departures(ISummaryBuffer buffer, uint boot)
{
    /// <summary>Name under which the buffer keeps the book.</summary>
    public const string StateKey = "departures";

    private readonly Lock _gate = new();
    private string _epoch = "";
    private long _waitMs = 600_000;
    private DepartureBook _book = DepartureBook.Empty;
    private DepartureBook? _wanted;
    private Task _writing = Task.CompletedTask;

    /// <summary>After a boot routine summaries wait so long for the time, ms.</summary>
    public long WaitMs
    {
        get => Interlocked.Read(ref _waitMs);
        set => Interlocked.Exchange(ref _waitMs, value);
    }

    /// <summary>Completes when what was to be written down is on the disk, or could not be.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _writing;
            }
        }
    }

    /// <summary>True for a summary that a way out must not offer yet: it waits for this boot to be told the time.</summary>
    public bool Waits(in StoredSummary stored, in Now now) => DepartureBook.Waits(stored.Summary, now, boot, WaitMs);

    /// <summary>
    /// Whether a summary of the store <paramref name="epoch"/> may leave now, and as what. What must be written down first is on its way when it <see cref="Departure.Settles"/>;
    /// <see cref="Settled"/> tells when to ask again.
    /// </summary>
    public Departure TryLeave(string epoch, in StoredSummary stored, in Now now, out StoredSummary leaving)
    {
        leaving = stored;
        if (stored.Summary.Made.Clock != ClockQuality.Unsynced)
        {
            return Departure.Leaves;
        }

        lock (_gate)
        {
            if (epoch != _epoch)
            {
                Load(epoch);
            }

            var decision = _book.Decide(stored, now, boot, WaitMs, out leaving, out var next);
            if (decision == Departure.Settles && (_wanted ?? _book).Decide(stored, now, boot, WaitMs, out _, out next) == Departure.Settles)
            {
                Want(next!);
            }

            return decision;
        }
    }

    private void Load(string epoch)
    {
        _epoch = epoch;
        _wanted = null;
        DepartureBook.TryRead(buffer.GetState(StateKey), out var book);
        _book = book;
    }

    // One write at a time; what is wanted meanwhile goes into the next.
    private void Want(DepartureBook next)
    {
        _wanted = next;
        if (_writing.IsCompleted)
        {
            _writing = WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        await Task.Yield();
        while (true)
        {
            DepartureBook book;
            string epoch;
            lock (_gate)
            {
                if (_wanted is null)
                {
                    // Under the gate, so that whoever wants something next starts a write of its own.
                    _writing = Task.CompletedTask;
                    return;
                }

                book = _wanted;
                epoch = _epoch;
            }

            try
            {
                // A store that cannot be written now must not hold back an alarm: it leaves all the same, and at worst a power cut makes its time right afterwards.
                await buffer.AppendAsync([], [new StatePut(StateKey, book.Write())], CancellationToken.None).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                // The store is closed: nothing leaves any more.
                return;
            }

            Keep(epoch, book);
        }
    }

    private void Keep(string epoch, DepartureBook book)
    {
        lock (_gate)
        {
            if (_epoch == epoch)
            {
                _book = book;
                _wanted = ReferenceEquals(_wanted, book) ? null : _wanted;
            }
        }
    }
}
