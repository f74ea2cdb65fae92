using EdgeCtl.Simulate;
using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Neighbourhood;

namespace EdgeCtl.Tests.Simulate;

/// <summary>A line at once with one kind of slave on it, and a clock that stands.</summary>
internal static class Rig
{
    public const long Ms = 1_000_000;

    public const long Second = 1000 * Ms;

    public static WallTime Time { get; } = new(new DateTime(2026, 3, 4, 15, 6, 7));

    public static SlaveBus Bus(Slave slave, LineFaults faults = default, ulong seed = 1)
    {
        var bus = new SlaveBus(LineSpeed.AtOnce, faults, seed);
        bus.Add(slave);
        return bus;
    }

    /// <summary>What comes back for a request, as hexadecimal digits.</summary>
    public static string Ask(SlaveBus bus, string request, long nowNs = 0) => Convert.ToHexString(Ask(bus, Bytes(request), nowNs));

    public static byte[] Ask(SlaveBus bus, byte[] request, long nowNs = 0)
    {
        var send = new byte[4096];
        return send[..bus.Step(request, nowNs, send, out _)];
    }

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
