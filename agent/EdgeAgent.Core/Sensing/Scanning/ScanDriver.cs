using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>
/// Runs one search of a probe on a line, or only listens for a while: see <see cref="IBusDriver"/>. Listeners hear all that no answer accounts for. What the adapter returns of a request is
/// taken off. Bytes that belong to no sound frame are counted: something is on the line at another rate, or several answer at once.
/// </summary>
public sealed class ScanDriver : IBusDriver
{
    private const long LeastQuietNs = 2_000_000;
    private const long SettleNs = 60_000_000;
    private const int SettleCharacters = 20;
    private const int LeastNoise = 8;
    private const int MaxAnswer = 2_048;
    private const long AnswerLimitNs = 3_000_000_000;
    private const long NoiseLimitNs = 1_000_000_000;
    private const long BurstGapNs = 300_000_000;
    private const int WrongAfterBursts = 2;

    private readonly SerialSettings _line;
    private readonly IProbeRun? _run;
    private readonly IReadOnlyList<IProbeRun> _listeners;
    private readonly long _listenNs;
    private readonly ProbeAttempt _attempt = new();
    private readonly List<ProbeFinding> _findings = [];
    private readonly byte[] _answer = new byte[MaxAnswer];
    private int _answerLength;
    private int _echoed;
    private bool _asking;
    private bool _heard;
    private long _deadlineNs;
    private long _limitNs;
    private long _quietNs;
    private long _noiseSinceNs;
    private long _lastByteNs;
    private int _noiseBursts;
    private int _burstBytes;

    /// <summary>Makes a driver.</summary>
    /// <param name="line">Settings to search at.</param>
    /// <param name="run">The search; null to listen alone.</param>
    /// <param name="listeners">Who hears what comes unasked.</param>
    /// <param name="listenNs">How long to listen, without a search, ns.</param>
    public ScanDriver(SerialSettings line, IProbeRun? run, IReadOnlyList<IProbeRun> listeners, long listenNs = 0)
    {
        _line = line;
        _run = run;
        _listeners = listeners;
        _listenNs = listenNs;
    }

    /// <inheritdoc/>
    public BusStatistics Statistics { get; } = new();

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<ProbeFinding> Findings => _findings;

    /// <summary>True once the search has come to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Bytes that belong to no sound frame.</summary>
    public int NoiseBytes { get; private set; }

    /// <summary>True when the adapter returned what was sent.</summary>
    public bool HasEcho { get; private set; }

    /// <summary>Attempts that have been made.</summary>
    public int Attempts { get; private set; }

    /// <inheritdoc/>
    public void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output)
    {
        var nowNs = now.MonoNs;
        switch (input)
        {
            case BusInput.Opened:
                output.Line = _line;
                _quietNs = nowNs + QuietNs;
                _deadlineNs = nowNs + _listenNs;
                break;
            case BusInput.Bytes:
                Statistics.CountReceived(bytes.Length);
                Receive(bytes, nowNs);
                _lastByteNs = nowNs;
                break;
        }

        if (_asking && nowNs >= _deadlineNs)
        {
            EndAttempt();
        }

        Pump(nowNs, output);
    }

    private long QuietNs => Math.Max(LeastQuietNs, _line.CharacterNs * 7 / 2);

    private void Pump(long nowNs, BusOutput output)
    {
        if (_run is null)
        {
            // Two stretches of noise with silence around them are no frame that was cut at its beginning: the rate is a wrong one.
            var endNs = _noiseBursts < WrongAfterBursts ? _deadlineNs : Math.Min(_deadlineNs, _lastByteNs + BurstGapNs);
            IsDone |= nowNs >= endNs || _findings.Count > 0;
            output.DeadlineNs = endNs;
            EndListening();
            return;
        }

        if (_asking)
        {
            output.DeadlineNs = _deadlineNs;
            return;
        }

        if (nowNs < _quietNs)
        {
            output.DeadlineNs = _quietNs;
            return;
        }

        if (!_run.TryNext(_attempt))
        {
            IsDone = true;
            EndListening();
            return;
        }

        Send(nowNs, output);
    }

    private void EndListening()
    {
        for (var i = 0; IsDone && i < _listeners.Count; i++)
        {
            _listeners[i].TimedOut(0, _findings);
        }
    }

    private void Send(long nowNs, BusOutput output)
    {
        _asking = true;
        _heard = false;
        _answerLength = 0;
        _echoed = _attempt.Send.IsEmpty ? -1 : 0;
        _noiseSinceNs = 0;
        Attempts++;
        _deadlineNs = nowNs + (_attempt.Send.Length * _line.CharacterNs) + _attempt.TimeoutNs;
        _limitNs = _deadlineNs + AnswerLimitNs;
        output.SetSend(_attempt.Send);
        output.DeadlineNs = _deadlineNs;
        Statistics.CountRequest(_attempt.Send.Length, retry: false);
    }

    private void Receive(ReadOnlySpan<byte> bytes, long nowNs)
    {
        if (!_asking)
        {
            Unasked(bytes, isNew: nowNs - _lastByteNs > BurstGapNs);
            WaitForSilence(nowNs);
            return;
        }

        // An answer that has begun may take as long as its bytes do.
        _deadlineNs = Math.Min(_limitNs, Math.Max(_deadlineNs, nowNs + SettleNs + (SettleCharacters * _line.CharacterNs)));
        if (_echoed >= 0)
        {
            bytes = TakeEcho(bytes, nowNs);
        }

        if (bytes.Length > 0)
        {
            Answer(bytes, nowNs);
        }
    }

    // A line that never falls silent is searched all the same.
    private void WaitForSilence(long nowNs)
    {
        _noiseSinceNs = _noiseSinceNs == 0 ? nowNs : _noiseSinceNs;
        if (nowNs - _noiseSinceNs < NoiseLimitNs)
        {
            _quietNs = nowNs + QuietNs;
        }
    }

    // As long as bytes equal the request they may be its echo; the first that differs proves that they were an answer. -1: no echo is awaited any more.
    private ReadOnlySpan<byte> TakeEcho(ReadOnlySpan<byte> bytes, long nowNs)
    {
        var sent = _attempt.Send[_echoed..];
        var same = sent[..Math.Min(sent.Length, bytes.Length)].CommonPrefixLength(bytes);
        _echoed += same;
        if (_echoed == _attempt.Send.Length)
        {
            HasEcho = true;
            _echoed = -1;
            return bytes[same..];
        }

        if (same == bytes.Length)
        {
            return [];
        }

        var begun = _echoed - same;
        _echoed = -1;
        if (begun > 0)
        {
            Answer(_attempt.Send[..begun], nowNs);
        }

        return bytes;
    }

    private void Answer(ReadOnlySpan<byte> bytes, long nowNs)
    {
        var kept = Math.Min(bytes.Length, MaxAnswer - _answerLength);
        bytes[..kept].CopyTo(_answer.AsSpan(_answerLength));
        _answerLength += kept;
        switch (_run!.Take(bytes, _findings))
        {
            case ProbeProgress.Heard:
                _heard = true;
                _answerLength = 0;
                break;
            case ProbeProgress.Done:
                _asking = false;
                _quietNs = nowNs + QuietNs;
                break;
        }
    }

    private void EndAttempt()
    {
        if (_echoed > 0)
        {
            // A part of the request came back and nothing else.
            _answerLength = _echoed;
        }

        _asking = false;
        _run!.TimedOut(_answerLength, _findings);
        if (_answerLength >= (_heard ? LeastNoise : 1))
        {
            Unasked(_answer.AsSpan(0, _answerLength), isNew: true);
            _quietNs = _deadlineNs + QuietNs;
        }
    }

    // A frame may come in many pieces: what a burst holds is noise until a listener has heard something in it.
    private void Unasked(ReadOnlySpan<byte> bytes, bool isNew)
    {
        var heard = false;
        foreach (var listener in _listeners)
        {
            heard |= listener.Take(bytes, _findings) != ProbeProgress.Waiting;
        }

        _burstBytes = isNew ? 0 : _burstBytes;
        if (heard)
        {
            NoiseBytes -= _burstBytes;
            _noiseBursts -= _burstBytes > 0 ? 1 : 0;
            _burstBytes = 0;
            return;
        }

        _noiseBursts += _burstBytes == 0 && isNew ? 1 : 0;
        _burstBytes += bytes.Length;
        NoiseBytes += bytes.Length;
    }
}
