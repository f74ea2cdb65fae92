using EdgeAgent.Core.Wire;

namespace EdgeCtl.Pull.Verify;

/// <summary>All streams of one gateway while they are verified.</summary>
/// <param name="gateway">The gateway's id.</param>
internal sealed class VerifiedStreams(string gateway)
{
    private const string UnknownEpoch = "unknown";

    private readonly Dictionary<(string Epoch, string Class), VerifiedStream> _streams = [];
    private readonly List<string> _epochs = [];
    private readonly HashSet<(string Epoch, string Class)> _lost = [];

    /// <summary>A stream, made when it is new.</summary>
    public VerifiedStream Of(string epoch, string summaryClass)
    {
        if (!_streams.TryGetValue((epoch, summaryClass), out var stream))
        {
            stream = new VerifiedStream(gateway, epoch, summaryClass);
            _streams.Add((epoch, summaryClass), stream);
            if (!_epochs.Contains(epoch))
            {
                _epochs.Add(epoch);
            }
        }

        return stream;
    }

    /// <summary>Takes what is known of a stream beside its summaries.</summary>
    public void Know(string epoch, string summaryClass, long? start, long head)
    {
        var stream = Of(epoch, summaryClass);
        stream.Head = head;
        if (start is { } known)
        {
            stream.Begin(known);
        }
    }

    /// <summary>Takes a gap that tells of a lost store.</summary>
    public void Lost(string epoch, string summaryClass) => _lost.Add((epoch, summaryClass));

    /// <summary>All streams that hold something or should, from the oldest epoch to the newest. Epochs come in the order in which they were first named.</summary>
    public IReadOnlyList<VerifiedStream> Finish()
    {
        // A store that was lost before anything of it came was to tell of the loss of the one before it.
        var isTellerLost = _lost.Any(l => l.Epoch == UnknownEpoch || !_epochs.Contains(l.Epoch));
        foreach (var stream in _streams.Values)
        {
            stream.IsOver = stream.Epoch != _epochs[^1];
            stream.IsLost = stream.IsOver && (isTellerLost || _lost.Contains((stream.Epoch, stream.Class)));
        }

        return [.. _epochs.SelectMany(e => SummaryClasses.All.Select(c => (e, SummaryClasses.NameOf(c)))).Where(_streams.ContainsKey).Select(k => _streams[k]).Where(s => s.Count > 0 || s.Behind > 0)];
    }
}
