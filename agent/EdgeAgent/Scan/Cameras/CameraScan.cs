using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Scan.Cameras;

/// <summary>Searches cameras, or takes the one that is named, and asks each.</summary>
/// <param name="options">What to do.</param>
/// <param name="time">Clock and timers.</param>
/// <param name="found">Told of each camera that was asked; one call at a time.</param>
/// <param name="progress">Shows how far it is.</param>
internal sealed class CameraScan(CameraScanOptions options, TimeProvider time, Action<CameraFinding> found, ScanProgress progress)
{
    private const int AtOnce = 8;
    private const int ShowMs = 200;
    private const double CameraS = 1;

    private readonly Lock _gate = new();
    private readonly List<CameraFinding> _findings = [];
    private int _count;

    /// <summary>Runs to the end, or until <paramref name="stop"/> with what was found by then.</summary>
    public async Task<CameraScanReport> RunAsync(CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var searched = options.Hosts.Count > 0 ? Named() : await SearchAsync(stop);
        var cameras = searched.Cameras.OrderBy(c => Key(c.Places[0])).ToList();
        var names = new CameraNames();

        // Before they are asked, so that names do not hang on which answers first.
        var given = cameras.Select(c => options.Hosts.Count > 0 ? "" : names.Next(c.Scopes.Name, c.Scopes.Hardware)).ToList();
        await Parallel.ForEachAsync(cameras.Select((c, i) => (Camera: c, Index: i)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) =>
        {
            var report = await InspectAsync(one.Camera, stop);
            lock (_gate)
            {
                var name = given[one.Index].Length > 0 ? given[one.Index] : names.Next(report.Camera.Scopes.Name, report.Camera.Scopes.Hardware, report.Model);
                Take(new CameraFinding(name, report), cameras.Count);
            }
        });
        progress.Clear();

        // A camera that is named, rather than found, is there only when it answers.
        var there = _findings.Where(f => options.Hosts.Count == 0 || f.Report.IsAnswering).OrderBy(f => Key(f.Report.Place)).ToList();
        var silent = _findings.Except(there).Select(f => $"{CameraAddress.Show(f.Report.Place.Host)} port {options.Port}: {f.Report.Fault}");
        return new CameraScanReport(there, searched.Malformed, [.. searched.Remarks, .. silent], !stop.IsCancellationRequested, time.GetElapsedTime(started).TotalSeconds);
    }

    private DiscoveryResult Named() =>
        new([new DiscoveredCamera("", new CameraScopes("", "", ""), [.. options.Hosts.Select(h => new CameraPlace(h, "", CameraAddress.Default(h, options.Port), ""))])], 0, []);

    private async Task<DiscoveryResult> SearchAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var showing = ShowAsync(ended.Token);
        var result = await new CameraDiscovery(time).RunAsync(options.Interfaces, options.TimeoutMs, count => Volatile.Write(ref _count, count), stop);
        await ended.CancelAsync();
        await showing;
        progress.Clear();
        return result;
    }

    private async Task ShowAsync(CancellationToken end)
    {
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(ShowMs), time);
        try
        {
            do
            {
                var passedMs = time.GetElapsedTime(started).TotalMilliseconds;
                progress.Show(passedMs / options.TimeoutMs, (options.TimeoutMs - passedMs) / 1_000, $"cameras, {Volatile.Read(ref _count)} so far");
            }
            while (await timer.WaitForNextTickAsync(end));
        }
        catch (OperationCanceledException)
        {
            // The search is over.
        }
    }

    private async Task<CameraReport> InspectAsync(DiscoveredCamera camera, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return await new CameraInspector(options.Credentials, time) { RequestMs = options.RequestMs }.InspectAsync(camera, stop);
        }
        catch (OperationCanceledException)
        {
            return new CameraReport { Camera = camera, Place = camera.Places[0], Fault = "stopped before it had told all" };
        }
    }

    private void Take(CameraFinding finding, int all)
    {
        _findings.Add(finding);
        progress.Clear();
        if (options.Hosts.Count == 0 || finding.Report.IsAnswering)
        {
            found(finding);
        }

        progress.Show((double)_findings.Count / all, (all - _findings.Count) * CameraS / AtOnce, $"{_findings.Count} of {all} cameras asked");
    }

    // IPv4 before IPv6, each by its number.
    private static string Key(CameraPlace place)
    {
        var bytes = place.Host.GetAddressBytes();
        return $"{bytes.Length:00}{Convert.ToHexString(bytes)}{place.Device.Port:00000}";
    }
}
