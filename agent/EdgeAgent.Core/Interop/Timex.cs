using System.Runtime.InteropServices;

namespace EdgeAgent.Core.Interop;

/// <summary>struct timex of a 64-bit Linux (adjtimex(2)): the fields that are read, at their places.</summary>
[StructLayout(LayoutKind.Explicit, Size = 208)]
public struct Timex
{
    /// <summary>What to set; 0 reads alone.</summary>
    [FieldOffset(0)]
    public uint Modes;

    /// <summary>STA_ bits.</summary>
    [FieldOffset(40)]
    public int Status;
}
