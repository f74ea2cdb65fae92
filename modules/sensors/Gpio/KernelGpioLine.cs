using EdgeAgent.Core.Interop;
using static EdgeAgent.Sensors.Gpio.GpioNative;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>A line that the kernel has given. Not thread-safe.</summary>
internal sealed unsafe class KernelGpioLine : IGpioLine
{
    private int _descriptor;

    public KernelGpioLine(int descriptor)
    {
        _descriptor = descriptor;
    }

    /// <inheritdoc/>
    public int Descriptor => _descriptor;

    /// <inheritdoc/>
    public bool HasEdges { get; init; } = true;

    /// <inheritdoc/>
    public int Read(Span<LineEvent> events)
    {
        // The descriptor blocks; what is there is asked first.
        var entry = new PollEntry { Descriptor = _descriptor, Events = KernelPoll.In };
        if (KernelPoll.Wait(new Span<PollEntry>(ref entry), 0) <= 0)
        {
            return 0;
        }

        fixed (LineEvent* first = events)
        {
            var count = Libc.Read(_descriptor, (byte*)first, (nuint)(events.Length * sizeof(LineEvent)));
            return count >= 0 ? (int)count / sizeof(LineEvent) : Libc.Errno is Interrupted or TryAgain ? 0 : -1;
        }
    }

    /// <inheritdoc/>
    public int Get()
    {
        var values = new LineValues { Mask = 1 };
        return Ioctl(_descriptor, GetValues, &values) == 0 ? (int)(values.Bits & 1) : -1;
    }

    /// <inheritdoc/>
    public bool Set(int value)
    {
        var values = new LineValues { Mask = 1, Bits = (ulong)value };
        return Ioctl(_descriptor, SetValues, &values) == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
