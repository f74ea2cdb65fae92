using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Interop;
using static EdgeAgent.Sensors.Gpio.GpioNative;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>GPIO lines by the character device, one request a line. Stateless; any thread.</summary>
internal sealed unsafe class KernelGpio : IGpioSystem
{
    /// <summary>Who holds a line, as `gpioinfo` shows it.</summary>
    public const string Consumer = "edgeagent";

    // The kernel's limit (GPIO_V2_LINES_MAX * 16): a second of edges at 1,000 a second.
    private const uint EventBuffer = 1_024;
    private const int ClockMonotonic = 1;
    private const string Devices = "/dev";

    /// <inheritdoc/>
    public (long BeforeNs, long BootNs, long AfterNs) ReadClocks()
    {
        _ = Libc.ClockGetTime(ClockMonotonic, out var before);
        _ = Libc.ClockGetTime(Libc.ClockBoottime, out var boot);
        _ = Libc.ClockGetTime(ClockMonotonic, out var after);
        return (before.TotalNs, boot.TotalNs, after.TotalNs);
    }

    /// <inheritdoc/>
    public IGpioLine? Open(LineWish wish, out string fault)
    {
        var chip = OpenChip(wish.Chip, out fault);
        if (chip < 0)
        {
            return null;
        }

        try
        {
            var request = RequestFor(wish);
            if (Ioctl(chip, GetLine, &request) == 0)
            {
                return new KernelGpioLine(request.Descriptor);
            }

            // A chip without an interrupt, as many expanders are: a contact's state can still be read now and then.
            if (Libc.Errno == NoDeviceOrAddress && wish is { Use: LineUse.Input, DebounceUs: 0 })
            {
                request.Config.Flags &= ~(FlagRising | FlagFalling);
                request.EventBufferSize = 0;
                if (Ioctl(chip, GetLine, &request) == 0)
                {
                    return new KernelGpioLine(request.Descriptor) { HasEdges = false };
                }
            }

            fault = FaultOf(chip, wish, Libc.Errno);
            return null;
        }
        finally
        {
            _ = Libc.Close(chip);
        }
    }

    /// <summary>Who holds a line; empty when nobody does. The fault is empty when there is such a line.</summary>
    public static string HolderOf(LineWish wish, out string fault)
    {
        var chip = OpenChip(wish.Chip, out fault);
        if (chip < 0)
        {
            return "";
        }

        var info = new LineInfo { Offset = (uint)wish.Offset };
        if (Ioctl(chip, GetLineInfo, &info) != 0)
        {
            fault = $"GPIO chip \"{wish.Chip}\" has no line {wish.Offset} ({Libc.ErrorText(Libc.Errno)})";
        }

        _ = Libc.Close(chip);
        return HolderOf(in info);
    }

    private static LineRequest RequestFor(LineWish wish)
    {
        var request = default(LineRequest);
        request.Offsets[0] = (uint)wish.Offset;
        request.LineCount = 1;
        for (var i = 0; i < Consumer.Length; i++)
        {
            request.Consumer[i] = (byte)Consumer[i];
        }

        request.Config.Flags = FlagsOf(wish);
        if (wish.Use == LineUse.Output)
        {
            Add(ref request.Config, AttributeOutputValues, (ulong)wish.FailSafe);
            return request;
        }

        request.EventBufferSize = EventBuffer;
        if (wish.DebounceUs > 0)
        {
            Add(ref request.Config, AttributeDebounce, wish.DebounceUs);
        }

        return request;
    }

    private static void Add(ref LineConfig config, uint attribute, ulong value)
    {
        config.Attributes[(int)config.AttributeCount++] = new ConfigAttribute { Attribute = new LineAttribute { Id = attribute, Value = value }, Mask = 1 };
    }

    private static ulong FlagsOf(LineWish wish)
    {
        var flags = wish.ActiveLow ? FlagActiveLow : 0;
        flags |= wish.Bias switch { LineBias.PullUp => FlagPullUp, LineBias.PullDown => FlagPullDown, LineBias.Disabled => FlagBiasDisabled, _ => 0 };
        if (wish.Use == LineUse.Output)
        {
            return flags | FlagOutput;
        }

        flags |= FlagInput;
        flags |= wish.Edge is PulseEdge.Rising or PulseEdge.Both ? FlagRising : 0;
        return flags | (wish.Edge is PulseEdge.Falling or PulseEdge.Both ? FlagFalling : 0);
    }

    // A name says gpiochipN, a label what the driver calls its chip; labels stay when chips are numbered anew.
    private static int OpenChip(string chip, out string fault)
    {
        fault = $"there is no GPIO chip \"{chip}\"; is its driver loaded and the profile right (gpiodetect lists chips)?";
        foreach (var path in Directory.EnumerateFiles(Devices, "gpiochip*").Order(StringComparer.Ordinal))
        {
            var descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
            if (descriptor < 0)
            {
                fault = Libc.Errno is NotPermitted or AccessDenied ? $"no permission to open {path}; add the agent's user to the group that owns it (often gpio)" : fault;
                continue;
            }

            var info = default(ChipInfo);
            if (Ioctl(descriptor, GetChipInfo, &info) == 0 && (Text(info.Label) == chip || Text(info.Name) == chip))
            {
                fault = "";
                return descriptor;
            }

            _ = Libc.Close(descriptor);
        }

        return -1;
    }

    private static string FaultOf(int chip, LineWish wish, int errno)
    {
        var line = $"line {wish.Offset} of GPIO chip \"{wish.Chip}\"";
        return errno switch
        {
            Busy => $"{line} is held by {(HolderOf(chip, wish.Offset) is { Length: > 0 } holder ? holder : "the kernel or another program")}",
            InvalidArgument when wish.DebounceUs > 0 => $"{line}: there is no such line, or this kernel cannot debounce it ({Libc.ErrorText(errno)})",
            InvalidArgument => $"{line}: there is no such line, or this kernel lacks the GPIO character device's version 2 (Linux 5.10)",
            NoDeviceOrAddress => $"{line} tells no edges, as its chip has no interrupt: it can neither count pulses nor be debounced",
            _ => $"{line}: {Libc.ErrorText(errno)}",
        };
    }

    private static string HolderOf(int chip, int offset)
    {
        var info = new LineInfo { Offset = (uint)offset };
        return Ioctl(chip, GetLineInfo, &info) == 0 ? HolderOf(in info) : "";
    }

    private static string HolderOf(in LineInfo info)
    {
        if ((info.Flags & FlagUsed) == 0)
        {
            return "";
        }

        fixed (byte* consumer = info.Consumer)
        {
            return Text(consumer) is { Length: > 0 } name ? name : "the kernel";
        }
    }

    private static string Text(byte* name) => Encoding.UTF8.GetString(new ReadOnlySpan<byte>(name, NameSize).TrimEnd((byte)0));
}
