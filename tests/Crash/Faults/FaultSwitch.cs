using System.Runtime.InteropServices;

namespace EdgeAgent.Tests.Crash.Faults;

/// <summary>The recording layer's switch for failing calls (native/recorder.c), in a child that it was loaded into.</summary>
internal static unsafe class FaultSwitch
{
    private static readonly delegate* unmanaged<int, nint, nint, int, void> Set = (delegate* unmanaged<int, nint, nint, int, void>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "edge_fault");
    private static readonly delegate* unmanaged<nint> Count = (delegate* unmanaged<nint>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "edge_calls");

    /// <summary>Calls counted since the last <see cref="On"/> or <see cref="Off"/>.</summary>
    public static long Calls => Count();

    /// <summary>Makes calls of the kinds fail with an error, from the given one on, so many of them.</summary>
    public static void On(int kinds, long from, long count, int error) => Set(kinds, (nint)from, (nint)count, error);

    public static void Off() => Set(0, 0, 0, 0);
}
