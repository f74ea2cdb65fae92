using System.Collections.Concurrent;
using System.Diagnostics;

namespace EdgeAgent.Tests.Support;

/// <summary>A program that a test started: its output by lines, signals by number, and never left behind.</summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    /// <summary>Starts a program. Its environment is this process's with <paramref name="environment"/> on top.</summary>
    public ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(_error, e.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyCollection<string> Error => _error;

    /// <summary>Both, for messages of failed assertions.</summary>
    public string All => string.Join('\n', _output.Concat(_error));

    /// <summary>Sends a signal by its number.</summary>
    public void Signal(int number)
    {
        using var kill = Process.Start("kill", [$"-{number}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end; the exit status, or null when it still runs after <paramref name="forMs"/>.</summary>
    public int? WaitForExit(int forMs)
    {
        if (!_process.WaitForExit(forMs))
        {
            return null;
        }

        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Waits until a line of standard error or output holds <paramref name="text"/>; false when it ended or time ran out first.</summary>
    public async Task<bool> SaysAsync(string text, int forMs)
    {
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < forMs)
        {
            if (_error.Concat(_output).Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                return true;
            }

            if (_process.HasExited)
            {
                _process.WaitForExit();
                return _error.Concat(_output).Any(line => line.Contains(text, StringComparison.Ordinal));
            }

            await Task.Delay(20);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
