using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;
using static EdgeAgent.Sensors.Serial.SerialNative;

namespace EdgeAgent.Sensors.Serial;

/// <summary>
/// An open serial line, raw and non-blocking, held by this process alone. Not thread-safe: it belongs to one thread.
/// Errors are values; only wrong arguments throw.
/// </summary>
public sealed unsafe class SerialPort : IBusLine
{
    private const long EmptyLimitNs = 2_000_000_000;
    private const string PseudoTerminals = "/dev/pts/";

    private readonly PortDirection _direction;
    private long _characterNs;
    private int _descriptor;

    private SerialPort(int descriptor, string path, SerialSettings settings, PortDirection direction)
    {
        _descriptor = descriptor;
        Path = path;
        _direction = direction;
        _characterNs = settings.CharacterNs;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public string GoneReason { get; private set; } = "";

    /// <inheritdoc/>
    public int Descriptor => _descriptor;

    /// <summary>
    /// Opens <paramref name="path"/> (O_RDWR, O_NOCTTY, non-blocking), takes it for this process alone by flock(2) and TIOCEXCL, and sets the line.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for settings out of their ranges: the site check has made sure.
    /// </summary>
    public static SerialOpenResult Open(string path, SerialSettings settings, PortDirection direction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Baud, 50);
        ArgumentOutOfRangeException.ThrowIfNotEqual(settings.DataBits is 7 or 8, true);
        ArgumentOutOfRangeException.ThrowIfNotEqual(settings.StopBits is 1 or 2, true);
        var descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenNoTerminal | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return OpenFault(path, Libc.Errno);
        }

        var port = new SerialPort(descriptor, path, settings, direction);
        if (port.Prepare(settings) is { } failed)
        {
            port.Dispose();
            return failed;
        }

        return new SerialOpenResult(port, SerialOpenError.None, "");
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            var count = (int)Libc.Read(_descriptor, p, (nuint)buffer.Length);
            return count > 0 ? count : Classify(count);
        }
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* p = bytes)
        {
            var count = (int)Libc.Write(_descriptor, p, (nuint)bytes.Length);
            return count > 0 ? count : Classify(count);
        }
    }

    /// <inheritdoc/>
    public void DiscardInput() => _ = Ioctl(_descriptor, Flush, FlushInput);

    /// <summary>Sets the line anew after what was written has left (TCSETSW2), and drops what came in at the old settings.</summary>
    public bool Configure(SerialSettings settings)
    {
        Termios2 termios;
        if (Ioctl(_descriptor, GetTermios2, &termios) != 0)
        {
            return false;
        }

        Configure(ref termios, settings);
        _characterNs = settings.CharacterNs;
        var isSet = Ioctl(_descriptor, SetTermios2AfterSending, &termios) == 0;
        DiscardInput();
        return isSet;
    }

    /// <summary>Before sending: raises RTS where the agent switches the RS-485 driver.</summary>
    public void BeginSend()
    {
        if (_direction == PortDirection.Rts)
        {
            var bits = ModemRts;
            _ = Ioctl(_descriptor, SetModemBits, &bits);
        }
    }

    /// <summary>After sending: lowers RTS once the last stop bit has left, where the agent switches the RS-485 driver.</summary>
    public void EndSend()
    {
        if (_direction == PortDirection.Rts)
        {
            WaitUntilSent();
            var bits = ModemRts;
            _ = Ioctl(_descriptor, ClearModemBits, &bits);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Ioctl(_descriptor, NotExclusive, (nint)0);
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private static SerialOpenResult OpenFault(string path, int errno) => errno switch
    {
        NoEntry or NoDevice or NoDeviceOrAddress =>
            new(null, SerialOpenError.Missing, $"{path} does not exist; is the adapter plugged in and the profile right?"),
        AccessDenied or NotPermitted =>
            new(null, SerialOpenError.Permission, $"no permission to open {path}; add the agent's user to the group that owns it (usually dialout)"),
        Busy or TryAgain =>
            new(null, SerialOpenError.Held, $"{path} is held by another process; stop that one (see it with: fuser {path})"),
        NotATerminal =>
            new(null, SerialOpenError.NotASerialLine, $"{path} is not a serial line"),
        _ => new(null, SerialOpenError.Other, $"{path}: {Libc.ErrorText(errno)}"),
    };

    private SerialOpenResult? Prepare(SerialSettings settings)
    {
        var termios = default(Termios2);
        if (Ioctl(_descriptor, GetTermios2, &termios) != 0)
        {
            return OpenFault(Path, Libc.Errno is var errno && errno == NoDeviceOrAddress ? errno : NotATerminal);
        }

        if (Libc.Lock(_descriptor, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            return OpenFault(Path, Libc.Errno);
        }

        Configure(ref termios, settings);
        if (Ioctl(_descriptor, SetTermios2, &termios) != 0)
        {
            return new SerialOpenResult(null, SerialOpenError.Other, $"{Path} refuses {settings.Baud} baud and its other settings: {Libc.ErrorText(Libc.Errno)}");
        }

        // A pseudo terminal keeps the flag when its holder is killed, and would lock out the next one; flock has it already.
        if (!RealPath().StartsWith(PseudoTerminals, StringComparison.Ordinal) && Ioctl(_descriptor, Exclusive, (nint)0) != 0)
        {
            return OpenFault(Path, Libc.Errno);
        }

        if (_direction == PortDirection.Kernel)
        {
            var rs485 = new Rs485Settings { Flags = Rs485Enabled | Rs485RtsOnSend };
            if (Ioctl(_descriptor, SetRs485, &rs485) != 0)
            {
                return new SerialOpenResult(null, SerialOpenError.Other, $"{Path}: the driver cannot switch RS-485 direction ({Libc.ErrorText(Libc.Errno)}); the profile's direction should be \"rts\" or \"auto\"");
            }
        }

        DiscardInput();
        return null;
    }

    private string RealPath() => File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path;

    private static void Configure(ref Termios2 termios, SerialSettings settings)
    {
        var control = BaudRates.FlagOf(settings.Baud) | EnableReceiver | NoModemControl | (settings.DataBits == 7 ? Character7 : Character8);
        control |= settings.StopBits == 2 ? TwoStopBits : 0;
        control |= settings.Parity switch { SerialParity.Even => EnableParity, SerialParity.Odd => EnableParity | OddParity, _ => 0 };

        // Raw: no echo, no line editing, no flow control. A byte with wrong parity comes as a NUL, which the frame's check sum rejects.
        termios.InputFlags = settings.Parity == SerialParity.None ? 0 : CheckParity;
        termios.OutputFlags = 0;
        termios.LocalFlags = 0;
        termios.ControlFlags = control;
        for (var i = 0; i < Termios2.ControlCharacters; i++)
        {
            termios.Control[i] = 0;
        }

        // With VMIN 0 an idle line would read 0 bytes, which is how an unplugged one looks.
        termios.Control[MinimumIndex] = 1;
        termios.Control[TimeIndex] = 0;
        termios.InputSpeed = (uint)settings.Baud;
        termios.OutputSpeed = (uint)settings.Baud;
    }

    private int Classify(int count)
    {
        var errno = count < 0 ? Libc.Errno : 0;
        if (count < 0 && errno is TryAgain or Interrupted)
        {
            return IBusLine.WouldBlock;
        }

        GoneReason = errno == 0 ? "" : Libc.ErrorText(errno);
        return IBusLine.Gone;
    }

    private void WaitUntilSent()
    {
        var pause = TimeSpec.FromNs(Math.Max(_characterNs / 2, 20_000));
        for (var waitedNs = 0L; waitedNs < EmptyLimitNs; waitedNs += pause.TotalNs)
        {
            var status = 0;
            if (Ioctl(_descriptor, GetLineStatus, &status) != 0)
            {
                // No line status register: TCSBRK with 1 waits until all is sent (tcdrain(3)).
                _ = Ioctl(_descriptor, SendBreak, (nint)1);
                return;
            }

            if ((status & TransmitterEmpty) != 0)
            {
                return;
            }

            _ = Poll(null, 0, &pause, null);
        }
    }
}
