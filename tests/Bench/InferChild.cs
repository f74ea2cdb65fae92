using System.Collections.Concurrent;
using System.Diagnostics;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Bench;

/// <summary>`edgeagent infer`, the native binary, with cameras; ended with it.</summary>
internal sealed class InferChild : IDisposable
{
    private const int EndMs = 5_000;

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, CameraReport> _reports = new();
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>Starts it.</summary>
    /// <param name="agent">Path of the binary.</param>
    /// <param name="rig">Module and runtime.</param>
    /// <param name="source">The source of the site file.</param>
    /// <param name="cameras">How many cameras that has.</param>
    /// <param name="threads">Threads of a session.</param>
    public InferChild(string agent, VideoRig rig, string source, int cameras, int threads)
    {
        var start = new ProcessStartInfo(agent) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["infer", rig.Module, "--runtime", rig.Runtime])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Note(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.BaseStream.Write(InferConfig.Write(source, [.. Enumerable.Repeat("", cameras)], [], threads).Span);
        _process.StandardInput.BaseStream.WriteByte((byte)'\n');
        _process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Process ids of what it started: the decoders.</summary>
    public IReadOnlyList<int> Decoders =>
        [.. Directory.GetDirectories($"/proc/{Id}/task").SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>What it told of a camera last.</summary>
    public CameraCounts Counts(int camera) => _reports.TryGetValue(camera, out var report) ? report.Counts : default;

    /// <summary>Waits until something is so. Throws when that takes more than <paramref name="mostS"/>, or the child ends.</summary>
    public void WaitUntil(Func<bool> isSo, int mostS)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            if (_process.HasExited || clock.Elapsed.TotalSeconds > mostS)
            {
                throw new InvalidOperationException($"edgeagent infer: {string.Join('\n', _errors)} {string.Join('\n', _reports.Values)}");
            }

            Thread.Sleep(50);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(EndMs))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        switch (line is null ? null : InferReader.Read(System.Text.Encoding.UTF8.GetBytes(line)))
        {
            case ReportMessage { Report: var report }:
                _reports[report.Camera] = report;
                break;
            case FaultMessage { Text: var text }:
                Note(text);
                break;
            default:
                break;
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
        }
    }
}
