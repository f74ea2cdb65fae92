using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>
/// Asks whoever is on the line for its address, by the protocol's wildcard, then the one that answered for a value; or asks the numbers of the scope one by one. What answers is read by the
/// protocol's own decoder. Several meters that answer at once garble each other: that is told.
/// </summary>
public abstract class MeterProbeRun : IProbeRun
{
    private const long DefaultTimeoutNs = 700_000_000;
    private const int Tries = 2;

    private readonly FrameScanner _scanner;
    private readonly IFrameDecoder _decoder;
    private readonly Queue<string> _toAsk;
    private string _address = "";
    private byte[] _identity = [];
    private int _tries;
    private bool _valueNext;
    private bool _begun;

    /// <summary>Makes a search with the protocol's scanner and decoder.</summary>
    protected MeterProbeRun(FrameScanner scanner, IFrameDecoder decoder, ProbeScope scope)
    {
        _scanner = scanner;
        _decoder = decoder;
        _toAsk = new Queue<string>(scope.Numbers.Count > 0 ? scope.Numbers : [""]);
        AttemptNs = scope.TimeoutNs ?? DefaultTimeoutNs;
    }

    /// <inheritdoc/>
    public int Left => _toAsk.Count;

    /// <inheritdoc/>
    public long AttemptNs { get; }

    /// <inheritdoc/>
    public string Collision { get; private set; } = "";

    /// <inheritdoc/>
    public bool TryNext(ProbeAttempt attempt)
    {
        if (!_begun)
        {
            if (!_toAsk.TryPeek(out var number))
            {
                return false;
            }

            _begun = true;
            _tries = 0;
            _address = number;
            _valueNext = number.Length > 0;
        }

        _scanner.Reset();
        var length = _valueNext ? WriteRead(attempt.Buffer, _address, _identity) : WriteReadAddress(attempt.Buffer);
        if (length == 0)
        {
            Next();
            return TryNext(attempt);
        }

        _tries++;
        attempt.Set(length, AttemptNs);
        return true;
    }

    /// <inheritdoc/>
    public ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
    {
        while (!bytes.IsEmpty)
        {
            _scanner.Take(ref bytes);
            while (_scanner.TryNext(out var frame))
            {
                if (IsReply(frame) && _decoder.Decode(frame, default) is DecodedFrame decoded && Answer(frame, decoded, findings))
                {
                    return ProbeProgress.Done;
                }
            }
        }

        return ProbeProgress.Waiting;
    }

    /// <inheritdoc/>
    public void TimedOut(int bytes, ICollection<ProbeFinding> findings)
    {
        if (_tries < Tries && (bytes > 0 || _identity.Length > 0))
        {
            return;
        }

        if (_identity.Length > 0)
        {
            findings.Add(Find(_identity, _address, null));
        }
        else if (bytes > 0)
        {
            Collision = "garbled answers: several meters answer at once, or the line is bad; connect them one at a time, or name their numbers with --addresses";
        }

        Next();
    }

    /// <summary>Writes the request for the address of whoever is there; answers its length, 0 when the protocol has none.</summary>
    protected abstract int WriteReadAddress(Span<byte> frame);

    /// <summary>Writes the request for a first value; answers its length, 0 when <paramref name="address"/> is none of this protocol.</summary>
    /// <param name="frame">Where to.</param>
    /// <param name="address">Address as on the label.</param>
    /// <param name="identity">The frame that told it; empty when the user did.</param>
    protected abstract int WriteRead(Span<byte> frame, string address, ReadOnlySpan<byte> identity);

    /// <summary>True when a sound frame is a device's reply.</summary>
    protected abstract bool IsReply(ReadOnlySpan<byte> frame);

    /// <summary>Makes a finding of a reply.</summary>
    /// <param name="frame">The frame that told it.</param>
    /// <param name="address">Address as on the label.</param>
    /// <param name="value">A first value; null when it gave none.</param>
    protected abstract ProbeFinding Find(ReadOnlySpan<byte> frame, string address, ProbeValue? value);

    private bool Answer(ReadOnlySpan<byte> frame, DecodedFrame decoded, ICollection<ProbeFinding> findings)
    {
        var value = decoded.Fields.Where(f => f.Value is not null && f.Unit.Length > 0).OrderBy(f => f.Name.Contains("settlement", StringComparison.Ordinal)).FirstOrDefault();
        if (value is null && !_valueNext)
        {
            // The address alone: now for a value.
            _address = decoded.Address;
            _identity = frame.ToArray();
            _valueNext = true;
            _tries = 0;
            return true;
        }

        if (value is null && _tries < Tries)
        {
            // An error for this way of asking; the protocol may have another.
            return true;
        }

        findings.Add(Find(frame, decoded.Address, value is null ? null : new ProbeValue(value.Name, value.Value, value.Unit, value.Text)));
        Next();
        return true;
    }

    private void Next()
    {
        _toAsk.Dequeue();
        _begun = false;
        _identity = [];
    }
}
