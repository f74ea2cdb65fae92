using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Points;
using EdgeAgent.Inference.Video.Cameras;
using EdgeAgent.Inference.Video.Frames;
using EdgeAgent.Inference.Video.Motion;
using EdgeAgent.Inference.Video.Scheduling;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>
/// The thread that reads a camera: starts ffmpeg, hands pictures in which something moves to the model, and starts it again when the stream ends, stands still, changes its size or is broken.
/// Public members may be used from any thread.
/// </summary>
public sealed class CameraCapture : IDisposable
{
    /// <summary>A stream that gives no picture for so long is given up, ms.</summary>
    public const long StallMs = 9_000;

    /// <summary>The same before its first picture, ms: a key picture may be long in coming.</summary>
    public const long FirstMs = 15_000;

    private const long FirstPauseMs = 1_000;
    private const long LongestPauseMs = 60_000;
    private const long SoundMs = 30_000;
    private const int RefusedPauseMs = 5_000;
    private const int EndMs = 2_000;
    private const int BufferBytes = 1 << 16;
    private const int StackBytes = 256 * 1024;
    private const long BrokenSpanNs = 9_000_000_000;
    private const long BrokenErrors = 20;

    private readonly CameraPlan _plan;
    private readonly string _password;
    private readonly IReadOnlyList<string> _decode;
    private readonly FrameTurns _turns;
    private readonly FrameSlot _slot;
    private readonly RetryPace _pace = new(FirstPauseMs, LongestPauseMs, SoundMs, new Random());
    private readonly ManualResetEventSlim _stop = new();
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private Process? _process;
    private FfmpegNotes _notes = new();
    private CaptureFault _fault = new(Quality.NotPolled, "is being opened");
    private CaptureFault _killed;
    private long _startedNs;
    private long _lastFrameNs;
    private long _frames;
    private long _still;
    private long _starts;
    private long _errorsBefore;
    private long _spanNs;
    private long _spanFrames;
    private long _spanErrors;
    private long _lookNs = long.MaxValue;
    private bool _isForced;

    /// <summary>A capture; <see cref="Start"/> starts its thread.</summary>
    /// <param name="plan">The camera.</param>
    /// <param name="password">Its password; empty for none.</param>
    /// <param name="decode">ffmpeg's arguments that switch hardware decoding on.</param>
    /// <param name="turns">Takes pictures.</param>
    /// <param name="slot">The camera's place there.</param>
    public CameraCapture(CameraPlan plan, string password, IReadOnlyList<string> decode, FrameTurns turns, FrameSlot slot)
    {
        (_plan, _password, _decode, _turns, _slot) = (plan, password, decode, turns, slot);
        _thread = new Thread(Run, StackBytes) { Name = $"camera {plan.Name}", IsBackground = true };
    }

    /// <summary>Name of the camera.</summary>
    public string Name => _plan.Name;

    /// <summary>How the stream stands.</summary>
    public CaptureState State
    {
        get
        {
            lock (_gate)
            {
                return new CaptureState(_lastFrameNs, _frames, _still, _starts, _errorsBefore + _notes.Errors, _fault);
            }
        }
    }

    /// <summary>Starts it. Once.</summary>
    public void Start() => _thread.Start();

    /// <summary>The next picture is looked at whether or not something moves.</summary>
    public void Force() => Volatile.Write(ref _isForced, true);

    /// <summary>A picture that comes at that time or later is looked at whether or not something moves, CLOCK_BOOTTIME ns.</summary>
    public void LookAt(long ns) => Volatile.Write(ref _lookNs, ns);

    /// <summary>Looks whether the stream stands still, has another size, or is broken, and ends it then; to be called a few times a second.</summary>
    public void Check(long nowNs)
    {
        lock (_gate)
        {
            if (_process is null || !_killed.IsNone)
            {
                return;
            }

            var patienceMs = _lastFrameNs > _startedNs ? StallMs : FirstMs;
            if (nowNs - Math.Max(_startedNs, _lastFrameNs) > patienceMs * 1_000_000)
            {
                Kill(new CaptureFault(Quality.Timeout, $"gave no picture for {patienceMs / 1_000} s{Because(_notes.Fault)}"));
            }
            else if (_notes.IsResized)
            {
                Kill(new CaptureFault(Quality.Malformed, "pictures come in another size now"));
            }
            else
            {
                CheckBroken(nowNs);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        lock (_gate)
        {
            Kill(new CaptureFault(Quality.PortGone, "stopped"));
        }

        if (_thread.IsAlive)
        {
            _thread.Join(EndMs);
        }
    }

    private static string Because(string why) => why.Length > 0 ? $": {why}" : "";

    // More lines of errors than pictures, for as long as a stream that stands still is waited for.
    private void CheckBroken(long nowNs)
    {
        if (nowNs - _spanNs < BrokenSpanNs)
        {
            return;
        }

        var (frames, errors) = (_frames - _spanFrames, _notes.Errors - _spanErrors);
        (_spanNs, _spanFrames, _spanErrors) = (nowNs, _frames, _notes.Errors);
        if (errors > BrokenErrors && errors > frames)
        {
            Kill(new CaptureFault(Quality.Malformed, $"{errors} errors and {frames} pictures in {BrokenSpanNs / 1_000_000_000} s{Because(_notes.Fault)}"));
        }
    }

    private void Kill(in CaptureFault why)
    {
        _killed = why;
        try
        {
            _process?.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The camera's loop: an error with one stream must not stop the others.")]
    private void Run()
    {
        while (!_stop.IsSet)
        {
            var startNs = BootTime.NowNs();
            CaptureFault fault;
            try
            {
                fault = Once();
            }
            catch (Exception e)
            {
                fault = new CaptureFault(Quality.Exception, e.Message);
            }

            bool isRefused;
            lock (_gate)
            {
                _process = null;
                _fault = fault;
                isRefused = _notes.IsRefused;
            }

            var pauseMs = (int)_pace.Next((BootTime.NowNs() - startNs) / 1_000_000);
            _stop.Wait(isRefused ? Math.Max(RefusedPauseMs, pauseMs) : pauseMs);
        }
    }

    private CaptureFault Once()
    {
        Process process;
        try
        {
            process = Process.Start(FfmpegCommand.StartOf(_plan.Stream, _decode))!;
        }
        catch (Win32Exception e)
        {
            return new CaptureFault(Quality.PortGone, $"ffmpeg cannot be started ({e.Message}): install the package ffmpeg");
        }

        using (process)
        {
            Begin(process);
            using var stream = new BufferedStream(process.StandardOutput.BaseStream, BufferBytes);
            var reader = new Y4mReader(stream);
            if (reader.TryBegin())
            {
                Read(reader);
            }

            return WhyEnded(process, reader.Fault);
        }
    }

    private void Begin(Process process)
    {
        var notes = new FfmpegNotes();
        lock (_gate)
        {
            _errorsBefore += _notes.Errors;
            (_process, _notes, _killed, _startedNs, _starts) = (process, notes, default, BootTime.NowNs(), _starts + 1);
            (_spanNs, _spanFrames, _spanErrors) = (_startedNs, _frames, 0);
            if (_stop.IsSet)
            {
                process.Kill();
            }
        }

        process.ErrorDataReceived += (_, line) => notes.Take(line.Data ?? "");
        process.BeginErrorReadLine();
        try
        {
            process.StandardInput.Write(FfmpegCommand.ListOf(_plan.Stream, _password));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read: its exit tells why.
        }
    }

    private void Read(Y4mReader reader)
    {
        _turns.Resize(_slot, reader.MakeFrame);
        var (width, height) = (reader.Header.Width, reader.Header.Height);
        var gate = _plan.Motion is { } options && Math.Min(width, height) >= 2 * BlockMeans.Edge ? new MotionGate(width, height, options) : null;
        while (!_stop.IsSet && reader.TryRead(_slot.Back))
        {
            var frame = _slot.Back;
            frame.MonoNs = BootTime.NowNs();
            var isWorth = IsWorth(gate, frame);
            lock (_gate)
            {
                _fault = default;
                (_lastFrameNs, _frames, _still) = (frame.MonoNs, _frames + 1, _still + (isWorth ? 0 : 1));
            }

            if (isWorth)
            {
                _turns.Offer(_slot);
            }
        }
    }

    private bool IsWorth(MotionGate? gate, YuvFrame frame)
    {
        var isOpen = gate?.Step(frame).IsOpen ?? true;
        if (frame.MonoNs >= Volatile.Read(ref _lookNs))
        {
            LookAt(long.MaxValue);
            isOpen = true;
        }

        if (Volatile.Read(ref _isForced))
        {
            Volatile.Write(ref _isForced, false);
            isOpen = true;
        }

        return isOpen;
    }

    private CaptureFault WhyEnded(Process process, string fault)
    {
        if (!process.WaitForExit(EndMs))
        {
            process.Kill();
        }

        // Without a limit it waits for the end of what it says, too.
        process.WaitForExit();
        lock (_gate)
        {
            var why = _notes.Fault;
            return !_killed.IsNone ? _killed
                : _notes.IsRefused ? new CaptureFault(Quality.Exception, $"the camera refuses user and password{Because(why)}")
                : why.Contains("Invalid data", StringComparison.Ordinal) ? new CaptureFault(Quality.Malformed, why)
                : new CaptureFault(Quality.PortGone, why.Length > 0 ? why : fault.Length > 0 ? fault : process.ExitCode == 0 ? "the stream has ended" : $"ffmpeg ended with {process.ExitCode}");
        }
    }
}
