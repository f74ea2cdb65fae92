using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Bench;

/// <summary>A peer that answers a line for a line, so that its rounds take turns with ours.</summary>
internal sealed class TalkingPeer : IDisposable
{
    private const int EndMs = 5_000;
    private readonly Process _process;
    private readonly string _name;

    private TalkingPeer(Process process, string name) => (_process, _name) = (process, name);

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a peer that says `ready`; null with why there is none, for people.</summary>
    /// <param name="program">node or python3.</param>
    /// <param name="script">A file of the folder peers.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="fault">How it failed.</param>
    public static TalkingPeer? Start(string program, string script, IEnumerable<string> arguments, out string fault)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NODE_PATH"] = Path.Combine(VideoRig.Root, "tests", "Models", "node_modules");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            fault = $"{program} cannot be started ({e.Message})";
            return null;
        }

        if (process.StandardOutput.ReadLine() == "ready")
        {
            fault = "";
            return new TalkingPeer(process, script);
        }

        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.Dispose();
        fault = errors.Trim().Split('\n').LastOrDefault(l => l.Contains("rror", StringComparison.Ordinal)) ?? $"{script} said nothing";
        return null;
    }

    /// <summary>Runs it so many times; seconds.</summary>
    public double Run(int count)
    {
        _process.StandardInput.WriteLine($"run {count}");
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() is { } answer ? double.Parse(answer, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"{_name} ended: {_process.StandardError.ReadToEnd()}");
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
}
