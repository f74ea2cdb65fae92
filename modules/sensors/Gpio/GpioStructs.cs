using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Gpio;

/// <summary>struct gpiochip_info (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ChipInfo
{
    public fixed byte Name[GpioNative.NameSize];
    public fixed byte Label[GpioNative.NameSize];
    public uint Lines;
}

/// <summary>struct gpio_v2_line_attribute (linux/gpio.h); the union's 32-bit member lies in its low half on little-endian processors.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineAttribute
{
    public uint Id;
    public uint Padding;
    public ulong Value;
}

/// <summary>struct gpio_v2_line_config_attribute (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConfigAttribute
{
    public LineAttribute Attribute;
    public ulong Mask;
}

/// <summary>struct gpio_v2_line_config (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineConfig
{
    public ulong Flags;
    public uint AttributeCount;
    public fixed uint Padding[5];
    public AttributeList Attributes;
}

/// <summary>Attributes of a line's configuration.</summary>
[System.Runtime.CompilerServices.InlineArray(GpioNative.MaxAttributes)]
internal struct AttributeList
{
    private ConfigAttribute _first;
}

/// <summary>struct gpio_v2_line_request (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineRequest
{
    public fixed uint Offsets[GpioNative.MaxLines];
    public fixed byte Consumer[GpioNative.NameSize];
    public LineConfig Config;
    public uint LineCount;
    public uint EventBufferSize;
    public fixed uint Padding[5];
    public int Descriptor;
}

/// <summary>struct gpio_v2_line_info (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineInfo
{
    public fixed byte Name[GpioNative.NameSize];
    public fixed byte Consumer[GpioNative.NameSize];
    public uint Offset;
    public uint AttributeCount;
    public ulong Flags;
    public fixed ulong Attributes[2 * GpioNative.MaxAttributes];
    public fixed uint Padding[4];
}

/// <summary>struct gpio_v2_line_values (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineValues
{
    public ulong Bits;
    public ulong Mask;
}

/// <summary>struct gpio_v2_line_event (linux/gpio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineEvent
{
    /// <summary>CLOCK_MONOTONIC, ns.</summary>
    public ulong TimeNs;

    public uint Id;
    public uint Offset;
    public uint Sequence;

    /// <summary>Counts the line's events from 1; a number left out is an event that the kernel dropped.</summary>
    public uint LineSequence;

    public fixed uint Padding[6];
}
