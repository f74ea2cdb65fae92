using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Serial;

namespace EdgeAgent.Scan;

/// <summary>
/// Searches one line: listens first, for stations that speak by themselves, then asks. One thread. Nothing that it sends writes to a device.
/// </summary>
/// <param name="options">What to search for.</param>
/// <param name="target">The line.</param>
/// <param name="trial">Tries device templates on what was found.</param>
/// <param name="clock">The clock.</param>
/// <param name="stop">Woken to stop.</param>
/// <param name="cancel">Cancelled to stop.</param>
/// <param name="found">Told each finding at once.</param>
/// <param name="progress">Shows how far it is.</param>
internal sealed class Scanner(
    ScanOptions options, ScanTarget target, TemplateTrial trial, IEdgeClock clock, WakeEvent stop, Action<ScanFinding> found, ScanProgress progress, CancellationToken cancel)
{
    private const long NoLimitNs = long.MaxValue / 4;
    private const double NsPerS = 1e9;
    private const int Reconnects = 4;
    private const int ReconnectMs = 500;

    private readonly HashSet<(string, string, SerialSettings?)> _known = [];
    private readonly ScanReport _report = new() { Port = options.Port, Path = target.Path };
    private IBusLine? _line;
    private long _begunNs;
    private long _laterNs;
    private bool _heardNothing = true;

    private bool IsNetwork => target.Server is not null;

    /// <summary>How long a whole scan takes when nothing answers, s.</summary>
    public static double EstimateS(ScanOptions options, ScanTarget target) =>
        (ScanPlan.Passes(options, target.Server is not null, target.HasParity).Sum(p => p.EstimateNs) + (options.Probes.Any(p => p.IsListener) ? options.ListenNs : 0)) / NsPerS;

    /// <summary>Searches; the line is closed at the end.</summary>
    public ScanReport Run(IBusLine line)
    {
        _line = line;
        _begunNs = clock.Read().MonoNs;
        var passes = ScanPlan.Passes(options, IsNetwork, target.HasParity);
        var settings = ScanPlan.Listening(options, IsNetwork, target.HasParity);
        _laterNs = passes.Sum(p => p.EstimateNs);
        _report.IsComplete = Listen(settings) && Ask(passes);
        _line?.Dispose();
        progress.Clear();
        _report.TookS = (clock.Read().MonoNs - _begunNs) / NsPerS;
        Remark(settings.Count > 0 && options.ListenNs > 0);
        return _report;
    }

    // Bytes come at any rate when a station speaks, only garbled: silence at the first rate is silence at all of them.
    private bool Listen(IReadOnlyList<SerialSettings> settings)
    {
        foreach (var line in settings)
        {
            var driver = new ScanDriver(line, null, Listeners(), options.ListenNs);
            var endNs = clock.Read().MonoNs + options.ListenNs;
            var end = Search(driver, "listening", line, () => endNs - clock.Read().MonoNs);
            Keep(driver, line);
            if (end != LineSessionEnd.Done)
            {
                return false;
            }

            _heardNothing = driver.NoiseBytes == 0 && _report.Findings.Count == 0;
            if (_heardNothing || _report.Findings.Count > 0)
            {
                break;
            }
        }

        return true;
    }

    private bool Ask(IReadOnlyList<ScanPass> passes)
    {
        if (_report.Findings.Count > 0 && passes.Count > 0 && !options.Scope.IsNamed)
        {
            _report.Notes.Add("nothing was asked: a station that speaks by itself has its line alone; name protocols with --protocol to ask all the same");
            return true;
        }

        foreach (var pass in passes)
        {
            // What one protocol has sent may stick in a server that waits for the rest of a frame of another.
            if (IsNetwork)
            {
                _line?.Dispose();
                _line = null;
            }

            if (_line is null && !Reconnect(pass.Line))
            {
                return false;
            }

            var driver = new ScanDriver(pass.Line, pass.Run, Listeners());
            var attemptNs = pass.EstimateNs / pass.Run.Left;
            _laterNs -= pass.EstimateNs;
            var end = Search(driver, pass.Probe.Protocol, pass.Line, () => pass.Run.Left * attemptNs);
            Keep(driver, pass.Line);
            var collision = $"{pass.Probe.Protocol} at {(IsNetwork ? target.Path : ScanText.Of(pass.Line))}: {pass.Run.Collision}";
            if (pass.Run.Collision.Length > 0 && !_report.Collisions.Contains(collision))
            {
                _report.Collisions.Add(collision);
            }

            if (end == LineSessionEnd.Stopped || (end == LineSessionEnd.Gone && !IsNetwork))
            {
                return false;
            }
        }

        return true;
    }

    private List<IProbeRun> Listeners() => [.. options.Probes.Where(p => p.IsListener).Select(p => p.Begin(options.Scope, 0))];

    // A server that serves one connection needs a moment before it takes the next one.
    private bool Reconnect(SerialSettings settings)
    {
        _line = target.Open(settings, cancel, out var fault);
        for (var i = 0; i < Reconnects && _line is null && !cancel.WaitHandle.WaitOne(ReconnectMs); i++)
        {
            _line = target.Open(settings, cancel, out fault);
        }

        _report.Fault = _line is null && !cancel.IsCancellationRequested ? fault : "";
        return _line is not null;
    }

    private LineSessionEnd Search(ScanDriver driver, string what, SerialSettings line, Func<long> nowLeftNs)
    {
        var shown = IsNetwork ? what : $"{what} at {ScanText.Of(line)}";
        var end = new LineSession(_line!, clock, stop).Run(driver, NoLimitNs, _ =>
        {
            double leftNs = _laterNs + Math.Max(0, nowLeftNs());
            var passedNs = clock.Read().MonoNs - _begunNs;
            progress.Show(passedNs / Math.Max(1, passedNs + leftNs), leftNs / NsPerS, shown);
            return driver.IsDone;
        });
        if (end == LineSessionEnd.Gone)
        {
            _report.Fault = IsNetwork ? "" : $"{target.Path} is gone: {(_line!.GoneReason.Length > 0 ? _line.GoneReason : "hung up, or the settings were refused")}";
            _line!.Dispose();
            _line = null;
        }

        return end;
    }

    private void Keep(ScanDriver driver, SerialSettings line)
    {
        if (driver.NoiseBytes > 0)
        {
            var before = _report.Noise.FindIndex(n => n.Line == line);
            var bytes = driver.NoiseBytes + (before < 0 ? 0 : _report.Noise[before].Bytes);
            _report.Noise.RemoveAll(n => n.Line == line);
            _report.Noise.Add(new ScanNoise(line, bytes));
        }

        foreach (var probe in driver.Findings)
        {
            // A pseudo terminal's slave may answer at any rate: that is one device.
            if (_known.Add((probe.Protocol, probe.Address, target.HasParity ? line : null)))
            {
                var finding = new ScanFinding(probe, IsNetwork ? null : line, target.HasParity, driver.HasEcho);
                finding = _line is not null && !cancel.IsCancellationRequested ? trial.Try(finding, target, _line) : finding;
                _report.Findings.Add(finding);
                progress.Clear();
                found(finding);
            }
        }
    }

    private void Remark(bool listened)
    {
        if (_report.Findings.Count > 0 && !target.HasParity)
        {
            _report.Notes.Add(IsNetwork ? "rate and parity are the serial server's: untested" : "the parity is untested: a pseudo terminal has none");
        }

        if (listened && _heardNothing && _report.Findings.Count == 0)
        {
            _report.Notes.Add(FormattableString.Invariant($"nobody spoke within {options.ListenNs / NsPerS:0.#} s; a station that reports every minute needs --listen \"70 s\""));
        }
    }
}
