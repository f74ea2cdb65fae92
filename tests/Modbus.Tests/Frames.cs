using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Tests.Modbus;

/// <summary>Frames and buses for tests.</summary>
internal static class Frames
{
    public static byte[] Crc(params byte[] body)
    {
        var crc = ModbusCrc.Compute(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    /// <summary>The reply to a read request whose registers hold their own index plus <paramref name="add"/>; every second bit is on.</summary>
    public static byte[] Reply(byte[] request, int add = 0)
    {
        var first = (request[2] << 8) | request[3];
        var count = (request[4] << 8) | request[5];
        var data = new List<byte>();
        if (request[1] <= 2)
        {
            for (var i = 0; i < (count + 7) / 8; i++)
            {
                data.Add((byte)((first & 1) == 0 ? 0xAA : 0x55));
            }
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                data.Add((byte)((first + i + add) >> 8));
                data.Add((byte)(first + i + add));
            }
        }

        return Crc([request[0], request[1], (byte)data.Count, .. data]);
    }

    public static ModbusPoint Point(int index, int register, long pollMs = 1000, ModbusType type = ModbusType.UInt16, ModbusArea area = ModbusArea.Holding) =>
        new() { Index = index, Register = new RegisterAddress(area, register), Type = type, PollMs = pollMs };

    public static ModbusDevice Device(byte address, params ModbusPoint[] points) =>
        new() { Name = $"device-{address}", Address = address, TimeoutMs = 200, Retries = 1, Points = points };

    public static ModbusBus Bus(params ModbusDevice[] devices) =>
        new() { GapNs = 4_000_000, Serial = new SerialSettings(4_000_000), Devices = devices };
}
