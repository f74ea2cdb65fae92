using EdgeAgent.Core.Modules;
using EdgeAgent.Inference.Onnx;

namespace EdgeAgent.Inference.Series;

/// <summary>
/// One series that a model watches, sample by sample: what it has to remember is carried from run to run. A sample costs the same however long the series is, and allocates nothing on the managed heap.
/// One thread at a time.
/// </summary>
public sealed class SeriesSession : IDisposable
{
    private const long DayMs = 86_400_000;

    private readonly SeriesManifest _manifest;
    private readonly OrtSession _session;
    private readonly OrtBinding _binding;
    private readonly NativeTensor _value;
    private readonly NativeTensor? _day;
    private readonly NativeTensor[] _outputs;
    private readonly NativeTensor[][] _states;
    private readonly (int Output, int Input)[] _carries;
    private readonly int _score;
    private readonly int _expected;
    private readonly Hysteresis _hysteresis;
    private int _turn;

    internal SeriesSession(SeriesModel model)
    {
        (_manifest, _session) = (model.Manifest, model.Session);
        _hysteresis = new Hysteresis(_manifest.Raise, _manifest.Clear);
        _binding = _session.CreateBinding();
        _value = Input(_manifest.ValueInput, [_manifest.Window]);
        _day = _manifest.DayInput.Length > 0 ? Input(_manifest.DayInput, [1]) : null;
        _carries = [.. _manifest.States.Select(s => (_session.OutputIndex(s.Output), _session.InputIndex(s.Input)))];
        _states = [.. _manifest.States.Select(s => new[] { Input(s.Input, [.. s.Shape]), Output(s.Output, [.. s.Shape]) })];
        _outputs = [.. new[] { _manifest.ScoreOutput, _manifest.ExpectedOutput }.Where(o => o.Length > 0).Select(o => Output(o, [1]))];
        _score = _session.OutputIndex(_manifest.ScoreOutput);
        _expected = _manifest.ExpectedOutput.Length > 0 ? _session.OutputIndex(_manifest.ExpectedOutput) : -1;
    }

    /// <summary>Samples since the series began, or began anew.</summary>
    public long Samples { get; private set; }

    /// <summary>Time of the newest sample, ms since 1970; of no meaning before the first.</summary>
    public long NewestMs { get; private set; }

    /// <summary>Whether an anomaly is under way.</summary>
    public bool IsAnomaly => _hysteresis.IsRaised;

    /// <summary>
    /// Looks at a sample. False where its value cannot be given to the model (no number, beyond float32) or the model gives no number: the series then stands where it stood. Throws <see cref="OrtException"/> where the
    /// runtime fails, <see cref="OperationCanceledException"/> where <paramref name="options"/> ended the run.
    /// </summary>
    /// <param name="sample">Later than the one before it.</param>
    /// <param name="result">What the model tells.</param>
    /// <param name="options">Ends a run from outside; null for none.</param>
    public bool TryStep(SeriesPoint sample, out SeriesResult result, OrtRunOptions? options = null)
    {
        result = new SeriesResult(sample, 0, double.NaN, _hysteresis.IsRaised, false);
        var scaled = (float)((sample.Value - _manifest.Mean) / _manifest.Deviation);
        if (float.IsInfinity(scaled) || (float.IsNaN(scaled) && _manifest.Sampling.Missing != MissingRule.Nan))
        {
            return false;
        }

        if (Samples > 0 && _manifest.Sampling.LongestGapMs > 0 && sample.UnixMs - NewestMs > _manifest.Sampling.LongestGapMs)
        {
            Reset();
        }

        var window = _value.Data<float>();
        var oldest = window[0];
        window[1..].CopyTo(window);
        window[^1] = scaled;
        if (_day is not null)
        {
            _day.Data<float>()[0] = (float)((double)(((sample.UnixMs % DayMs) + DayMs) % DayMs) / DayMs);
        }

        _binding.Run(options);
        var score = _binding.Output<float>(_score)[0];
        if (!float.IsFinite(score) || !HasSoundStates())
        {
            window[..^1].CopyTo(window[1..]);
            window[0] = oldest;
            return false;
        }

        Carry();
        Samples++;
        NewestMs = sample.UnixMs;
        var isWarm = Samples > Math.Max(_manifest.WarmUp, _manifest.Window - 1);
        score = isWarm ? Math.Clamp(score, 0, 1) : 0;
        var expected = isWarm && _expected >= 0 ? (_binding.Output<float>(_expected)[0] * _manifest.Deviation) + _manifest.Mean : double.NaN;
        result = new SeriesResult(sample, score, double.IsFinite(expected) ? expected : double.NaN, _hysteresis.Step(score), isWarm);
        return true;
    }

    /// <summary>Begins the series anew.</summary>
    public void Reset()
    {
        _value.Bytes.Clear();
        for (var i = 0; i < _states.Length; i++)
        {
            ReadState(i).Clear();
        }

        _hysteresis.Reset();
        (Samples, NewestMs) = (0, 0);
    }

    /// <summary>All that it remembers, to go on elsewhere or after a restart. The format has a version, and the model's SHA-256.</summary>
    public byte[] Save() => SeriesMemory.Write(this, _manifest);

    /// <summary>Goes on where another session of the same model left off; false with why not, and nothing changed then.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    /// <param name="fault">What was found and what was expected.</param>
    public bool TryRestore(ReadOnlySpan<byte> saved, out string fault) => SeriesMemory.TryRead(this, _manifest, saved, out fault);

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _value.Dispose();
        _day?.Dispose();
        Array.ForEach(_outputs, o => o.Dispose());
        Array.ForEach(_states, s => Array.ForEach(s, t => t.Dispose()));
    }

    /// <summary>The samples of the window, oldest first.</summary>
    internal Span<float> WindowValues => _value.Data<float>();

    /// <summary>What the next run reads of a state.</summary>
    internal Span<float> ReadState(int index) => _states[index][_turn].Data<float>();

    /// <summary>Takes what else was saved.</summary>
    internal void GoOn(long samples, long newestMs, bool isRaised)
    {
        (Samples, NewestMs) = (samples, newestMs);
        _hysteresis.Reset(isRaised);
    }

    // The two tensors of a state change places with each run.
    private void Carry()
    {
        foreach (var (output, input) in _carries)
        {
            _binding.Carry(output, input);
        }

        _turn ^= 1;
    }

    private bool HasSoundStates()
    {
        foreach (var state in _states)
        {
            foreach (var number in state[_turn ^ 1].Data<float>())
            {
                if (!float.IsFinite(number))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private NativeTensor Input(string name, long[] shape)
    {
        var tensor = NativeTensor.Create(_session.Environment, ElementType.Float32, shape);
        _binding.BindInput(_session.InputIndex(name), tensor);
        return tensor;
    }

    private NativeTensor Output(string name, long[] shape)
    {
        var tensor = NativeTensor.Create(_session.Environment, ElementType.Float32, shape);
        _binding.BindOutput(_session.OutputIndex(name), tensor);
        return tensor;
    }
}
