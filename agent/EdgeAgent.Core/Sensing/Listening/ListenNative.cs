using System.Runtime.InteropServices;
using EdgeAgent.Core.Interop;

namespace EdgeAgent.Core.Sensing.Listening;

/// <summary>poll(2); numbers and layout are the same on x86-64 and arm64.</summary>
internal static unsafe partial class ListenNative
{
    public const short PollIn = 1;
    public const short PollOut = 4;

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(Entry* entries, nuint count, TimeSpec* timeout, void* signals);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Entry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
