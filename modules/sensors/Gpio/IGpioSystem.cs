namespace EdgeAgent.Sensors.Gpio;

/// <summary>The seam to the kernel's GPIO lines. Errors are values.</summary>
internal interface IGpioSystem
{
    /// <summary>CLOCK_MONOTONIC, CLOCK_BOOTTIME and CLOCK_MONOTONIC again, ns, read one right after the other.</summary>
    (long BeforeNs, long BootNs, long AfterNs) ReadClocks();

    /// <summary>Takes a line; null with the reason, for people, when it cannot be had.</summary>
    IGpioLine? Open(LineWish wish, out string fault);
}

/// <summary>A line that is held. Belongs to one thread.</summary>
internal interface IGpioLine : IDisposable
{
    /// <summary>To be waited on in poll(2): readable when there are events.</summary>
    int Descriptor { get; }

    /// <summary>False when its chip tells no edges: it is only read now and then.</summary>
    bool HasEdges { get; }

    /// <summary>Takes events that wait, oldest first; how many, 0 for none, negative when the line is gone.</summary>
    int Read(Span<LineEvent> events);

    /// <summary>Its value, 0 or 1; negative when the line is gone.</summary>
    int Get();

    /// <summary>Drives it; false when the line is gone.</summary>
    bool Set(int value);
}
