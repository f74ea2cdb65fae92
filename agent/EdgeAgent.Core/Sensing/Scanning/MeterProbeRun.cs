using System.Globalization;
using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>
/// Asks whoever is on the line for its address, by the protocol's wildcard, then the one that answered for a value; or asks the numbers of the scope one by one. What answers is read by the
/// protocol's own decoder. Several meters that answer at once garble each other: where the protocol knows shortened numbers, they are searched for by their last digits, two at a time; else
/// that is told.
/// </summary>
public abstract class MeterProbeRun : IProbeRun
{
    private const long DefaultTimeoutNs = 700_000_000;
    private const int Tries = 2;
    private const int Step = 2;
    private const int StepCount = 100;

    // Fewer bytes than any frame has: wake-up bytes and strays that meters add behind an answer.
    private const int LeastGarbled = 8;

    // So many in a row, whatever is asked, are no meters; so many at all are more than a cable holds.
    private const int MostInARow = 12;
    private const int MostClashes = 128;

    private readonly FrameScanner _scanner;
    private readonly IFrameDecoder _decoder;
    private readonly Stack<MeterQuestion> _toAsk = new();
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly List<MeterAnswer> _answers = [];
    private MeterQuestion? _asked;
    private int _tries;
    private bool _listensFirst;
    private bool _clashed;
    private bool _gaveUp;
    private int _clashes;
    private int _inARow;

    /// <summary>Makes a search with the protocol's scanner and decoder.</summary>
    protected MeterProbeRun(FrameScanner scanner, IFrameDecoder decoder, ProbeScope scope)
    {
        _scanner = scanner;
        _decoder = decoder;
        AttemptNs = scope.TimeoutNs ?? DefaultTimeoutNs;
        if (scope.Numbers.Count == 0)
        {
            _toAsk.Push(new MeterQuestion("", IsWhole: false, []));
        }

        foreach (var number in scope.Numbers.Reverse())
        {
            _toAsk.Push(new MeterQuestion(number, IsWhole: true, []));
        }
    }

    /// <inheritdoc/>
    public int Left => _toAsk.Count + (_asked is null ? 0 : 1);

    /// <inheritdoc/>
    public long AttemptNs { get; }

    /// <inheritdoc/>
    public string Collision => !_clashed || (SearchDigits > 0 && _found.Count > 0 && !_gaveUp)
        ? ""
        : "garbled answers: several meters answer at once, or the line is bad; connect them one at a time, or name their numbers with --addresses";

    /// <summary>Digits of a number, where shortened ones are answered by all meters whose number ends so; 0 where there are none.</summary>
    protected virtual int SearchDigits => 0;

    /// <inheritdoc/>
    public bool TryNext(ProbeAttempt attempt)
    {
        _scanner.Reset();
        _answers.Clear();
        if (_listensFirst)
        {
            attempt.Set(0, AttemptNs);
            return true;
        }

        while (true)
        {
            if (_asked is null)
            {
                if (!_toAsk.TryPop(out _asked))
                {
                    return false;
                }

                _tries = 0;
            }

            var length = _asked.Digits.Length == 0 ? WriteReadAddress(attempt.Buffer) : WriteRead(attempt.Buffer, _asked.Digits, _asked.Identity);
            if (length > 0)
            {
                _tries++;
                attempt.Set(length, AttemptNs);
                return true;
            }

            _asked = null;
        }
    }

    /// <inheritdoc/>
    public ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
    {
        var progress = ProbeProgress.Waiting;
        while (!bytes.IsEmpty)
        {
            _scanner.Take(ref bytes);
            while (_scanner.TryNext(out var frame))
            {
                progress = ProbeProgress.Heard;
                if (IsReply(frame) && _decoder.Decode(frame, default) is DecodedFrame decoded)
                {
                    Keep(frame, decoded);
                }
            }
        }

        if (_answers.Count == 0 || _asked is not { IsWhole: true } || _listensFirst)
        {
            return progress;
        }

        // An error may be for this way of asking; the protocol may have another.
        if (_answers[0].Value is not null || _tries >= Tries)
        {
            Add(_answers[0], findings);
            _asked = null;
        }

        return ProbeProgress.Done;
    }

    /// <inheritdoc/>
    public void TimedOut(int bytes, ICollection<ProbeFinding> findings)
    {
        if (_listensFirst)
        {
            _listensFirst = false;
            Clash(isNoise: bytes > 0 || _answers.Count > 0);
        }
        else if (_asked is { IsWhole: true } whole)
        {
            MissWhole(whole, bytes, findings);
        }
        else
        {
            EndOpen(bytes, findings);
        }
    }

    /// <summary>Writes the request for the address of whoever is there; answers its length, 0 when the protocol has none.</summary>
    protected abstract int WriteReadAddress(Span<byte> frame);

    /// <summary>Writes the request for a first value; answers its length, 0 when <paramref name="address"/> is none of this protocol.</summary>
    /// <param name="frame">Where to.</param>
    /// <param name="address">Address as on the label, or its last digits.</param>
    /// <param name="identity">The frame that told it; empty when the user did, or for last digits.</param>
    protected abstract int WriteRead(Span<byte> frame, string address, ReadOnlySpan<byte> identity);

    /// <summary>True when a sound frame is the reply of a device of this protocol.</summary>
    protected abstract bool IsReply(ReadOnlySpan<byte> frame);

    /// <summary>Makes a finding of a reply.</summary>
    /// <param name="frame">The frame that told it.</param>
    /// <param name="address">Address as on the label.</param>
    /// <param name="value">A first value; null when it gave none.</param>
    protected abstract ProbeFinding Find(ReadOnlySpan<byte> frame, string address, ProbeValue? value);

    private void Keep(ReadOnlySpan<byte> frame, DecodedFrame decoded)
    {
        if (!_answers.Exists(a => a.Address == decoded.Address))
        {
            var field = decoded.Fields.Where(f => f.Value is not null && f.Unit.Length > 0).OrderBy(f => f.Name.Contains("settlement", StringComparison.Ordinal)).FirstOrDefault();
            _answers.Add(new MeterAnswer(decoded.Address, frame.ToArray(), field is null ? null : new ProbeValue(field.Name, field.Value, field.Unit, field.Text)));
        }
    }

    private void Add(MeterAnswer answer, ICollection<ProbeFinding> findings)
    {
        if (_found.Add(answer.Address))
        {
            findings.Add(Find(answer.Frame, answer.Address, answer.Value));
        }
    }

    private void MissWhole(MeterQuestion whole, int bytes, ICollection<ProbeFinding> findings)
    {
        if (_tries < Tries && whole.Identity.Length > 0)
        {
            return;
        }

        _asked = null;
        if (whole.Identity.Length == 0)
        {
            _inARow = bytes >= LeastGarbled ? _inARow : 0;
            CountGarbled(bytes >= LeastGarbled && _clashes > 0);
            return;
        }

        if (SearchDigits == 0)
        {
            Add(new MeterAnswer(whole.Digits, whole.Identity, null), findings);
            return;
        }

        // Two answers at once looked like a third one's: nobody has that number.
        _asked = new MeterQuestion(whole.Asked, IsWhole: false, []);
        _listensFirst = true;
    }

    // Everybody who is meant has had the time to answer.
    private void EndOpen(int bytes, ICollection<ProbeFinding> findings)
    {
        var isGarbled = bytes >= LeastGarbled;
        if (isGarbled && _tries < Tries && _answers.Count == 0)
        {
            return;
        }

        foreach (var answer in _answers)
        {
            if (answer.Value is not null && SearchDigits == 0)
            {
                Add(answer, findings);
            }
            else if (!_found.Contains(answer.Address))
            {
                _toAsk.Push(new MeterQuestion(answer.Address, IsWhole: true, answer.Frame, _asked!.Digits));
            }
        }

        _inARow = isGarbled ? _inARow : 0;

        // Before a long search: somebody who speaks unasked is no collision.
        _listensFirst = isGarbled;
        _asked = isGarbled ? _asked : null;
    }

    private void Clash(bool isNoise)
    {
        var digits = _asked!.Digits;
        _asked = null;
        _clashed |= !isNoise;
        _clashes++;
        CountGarbled(isGarbled: true);
        if (isNoise || _gaveUp || digits.Length + Step > SearchDigits)
        {
            return;
        }

        for (var i = StepCount - 1; i >= 0; i--)
        {
            var longer = i.ToString("D2", CultureInfo.InvariantCulture) + digits;
            _toAsk.Push(new MeterQuestion(longer, IsWhole: longer.Length == SearchDigits, []));
        }
    }

    private void CountGarbled(bool isGarbled)
    {
        if (isGarbled && (++_inARow > MostInARow || _clashes > MostClashes))
        {
            _gaveUp = true;
            _toAsk.Clear();
        }
    }
}
