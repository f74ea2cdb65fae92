using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Interop;

/// <summary>struct timespec of a 64-bit Linux.</summary>
/// <param name="Seconds">Whole seconds.</param>
/// <param name="Nanoseconds">0..999,999,999.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TimeSpec(long Seconds, long Nanoseconds)
{
    /// <summary>All of it in ns.</summary>
    public long TotalNs => (Seconds * 1_000_000_000) + Nanoseconds;

    /// <summary>A span of <paramref name="ns"/>, 0 or more.</summary>
    public static TimeSpec FromNs(long ns) => new(ns / 1_000_000_000, ns % 1_000_000_000);
}
