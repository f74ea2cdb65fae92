using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAgent.Inference.Video.Infer;

namespace EdgeAgent.Inference.Video.Hosting;

/// <summary>A module's process, seen from the agent. It ends with the thread that started it. Thread-safe but for <see cref="Dispose"/>.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Helper = "/usr/bin/setpriv";
    private const int MostMessages = 1_000;
    private const int EndMs = 500;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly byte[] _stat = new byte[512];
    private readonly StringBuilder _messages = new();
    private readonly Thread _reader;

    private ChildProcess(Process process, Action<InferMessage?> take)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        _reader = new Thread(() => Read(process.StandardOutput.BaseStream, take)) { Name = "module's messages", IsBackground = true };
        _reader.Start();
    }

    public bool IsAlive => !_process.HasExited;

    /// <summary>What it last said on standard error.</summary>
    public string Messages
    {
        get
        {
            lock (_messages)
            {
                return _messages.ToString();
            }
        }
    }

    /// <summary>How it ended, for people.</summary>
    public string Ending => _process.ExitCode switch
    {
        137 => "it was killed (SIGKILL)",
        var code and > 128 => string.Create(CultureInfo.InvariantCulture, $"it ended by signal {code - 128}"),
        var code => string.Create(CultureInfo.InvariantCulture, $"it ended with status {code}"),
    };

    /// <summary>Starts it; null with why it could not be.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="config">What it is told first.</param>
    /// <param name="take">Takes what it tells, on a thread of its own; null for what is no message.</param>
    /// <param name="fault">Why not.</param>
    public static ChildProcess? Start(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> config, Action<InferMessage?> take, out string fault)
    {
        var isHelped = File.Exists(Helper);
        var start = new ProcessStartInfo(isHelped ? Helper : program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (IEnumerable<string>)[.. isHelped ? (string[])["--pdeathsig", "KILL", program] : [], .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            var child = new ChildProcess(Process.Start(start)!, take);
            // Beside the host, which watches: a process that does not read would hold it up.
            new Thread(() => child.TryTell(config)) { Name = "module's configuration", IsBackground = true }.Start();
            fault = "";
            return child;
        }
        catch (Win32Exception e)
        {
            fault = $"{program} cannot be started: {e.Message}";
            return null;
        }
    }

    /// <summary>Tells it a line; false when it does not listen any more.</summary>
    public bool TryTell(ReadOnlyMemory<byte> line)
    {
        lock (_gate)
        {
            try
            {
                var input = _process.StandardInput.BaseStream;
                input.Write(line.Span);
                input.Write("\n"u8);
                input.Flush();
                return true;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Its state and memory by the kernel (proc(5), stat and statm).</summary>
    public (char State, long ResidentBytes) Look()
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        return TryRead($"/proc/{id}/stat", out var stat) && TryRead($"/proc/{id}/statm", out var memory)
            ? (StateOf(stat), ResidentOf(memory))
            : ('X', 0);
    }

    /// <summary>Kills it and waits for its end.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit(EndMs);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Lets it end by itself, and kills it when it does not.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!_process.WaitForExit(EndMs))
        {
            Kill();
        }

        _reader.Join(EndMs);
        _process.Dispose();
    }

    // The name, in brackets, may hold anything: the state comes after the last one.
    private static char StateOf(string stat) => stat.LastIndexOf(')') is >= 0 and var end && end + 2 < stat.Length ? stat[end + 2] : 'X';

    private static long ResidentOf(string memory) =>
        memory.Split(' ') is { Length: > 1 } numbers && long.TryParse(numbers[1], CultureInfo.InvariantCulture, out var pages) ? pages * Environment.SystemPageSize : 0;

    private bool TryRead(string path, out string text)
    {
        try
        {
            using var file = File.OpenHandle(path);
            text = Encoding.ASCII.GetString(_stat, 0, RandomAccess.Read(file, _stat, 0));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text = "";
            return false;
        }
    }

    private static void Read(Stream output, Action<InferMessage?> take)
    {
        var buffer = new byte[1 << 16];
        var (from, end) = (0, 0);
        try
        {
            for (var got = output.Read(buffer, end, buffer.Length - end); got > 0; got = output.Read(buffer, end, buffer.Length - end))
            {
                end += got;
                for (var length = buffer.AsSpan(from, end - from).IndexOf((byte)'\n'); length >= 0; length = buffer.AsSpan(from, end - from).IndexOf((byte)'\n'))
                {
                    take(InferReader.Read(buffer.AsMemory(from, length)));
                    from += length + 1;
                }

                buffer.AsSpan(from, end - from).CopyTo(buffer);
                (from, end) = (0, end - from);
                if (end == buffer.Length && !TryGrow(ref buffer))
                {
                    take(null);
                    end = 0;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private static bool TryGrow(ref byte[] buffer)
    {
        if (buffer.Length >= InferReader.MostBytes)
        {
            return false;
        }

        Array.Resize(ref buffer, Math.Min(buffer.Length * 2, InferReader.MostBytes));
        return true;
    }

    private void Note(string? line)
    {
        lock (_messages)
        {
            if (line is not null && _messages.Length + line.Length < MostMessages)
            {
                _messages.Append(_messages.Length > 0 ? "; " : "").Append(line.Trim());
            }
        }
    }
}
