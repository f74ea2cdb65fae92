using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Modbus;

namespace EdgeAgent.Tests.Modbus;

/// <summary>Writes: which function goes out, and that only a value read back counts as written.</summary>
public sealed class WriteTests
{
    private readonly Slave _slave = new(7);

    [Theory]
    [InlineData(ModbusWrites.Single, new byte[] { 6, 3 })]
    [InlineData(ModbusWrites.Multiple, new byte[] { 16, 3 })]
    [InlineData(ModbusWrites.ReadWrite, new byte[] { 23 })]
    public async Task A_register_is_written_and_read_back(ModbusWrites writes, byte[] asked)
    {
        var bus = Bus(Point(ModbusArea.Holding, 40, ModbusType.UInt16) with { Scale = 0.1 }, writes);
        var outcome = await Write(bus, 12.3);
        Assert.Equal(new WriteOutcome(true, Quality.Good, 12.3, ""), outcome);
        Assert.Equal(123, _slave.Registers[40]);
        Assert.Equal(asked, _slave.Asked);
        Assert.Equal(12.3, bus.Readings[^1].Value);
    }

    [Theory]
    [InlineData(ModbusType.Int16, -25, false, false, new ushort[] { 0xFFE7 })]
    [InlineData(ModbusType.UInt32, 4_000_000_000, false, false, new ushort[] { 0xEE6B, 0x2800 })]
    [InlineData(ModbusType.UInt32, 4_000_000_000, true, false, new ushort[] { 0x2800, 0xEE6B })]
    [InlineData(ModbusType.Float32, 123456, false, false, new ushort[] { 0x47F1, 0x2000 })]
    [InlineData(ModbusType.Float32, 123456, true, false, new ushort[] { 0x2000, 0x47F1 })]
    [InlineData(ModbusType.Float32, 123456, false, true, new ushort[] { 0xF147, 0x0020 })]
    [InlineData(ModbusType.Float32, 123456, true, true, new ushort[] { 0x0020, 0xF147 })]
    [InlineData(ModbusType.Float64, 3.14, false, false, new ushort[] { 0x4009, 0x1EB8, 0x51EB, 0x851F })]
    [InlineData(ModbusType.Int64, -3, false, false, new ushort[] { 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFD })]
    public async Task Types_and_orders_are_written_as_they_are_read(ModbusType type, double value, bool wordSwap, bool byteSwap, ushort[] expected)
    {
        var bus = Bus(Point(ModbusArea.Holding, 8, type) with { WordSwap = wordSwap, ByteSwap = byteSwap }, ModbusWrites.Single);
        Assert.True((await Write(bus, value)).Confirmed);
        Assert.Equal(expected, _slave.Registers[8..(8 + expected.Length)]);
    }

    [Theory]
    [InlineData(ModbusWrites.Single, 5)]
    [InlineData(ModbusWrites.Multiple, 15)]
    public async Task A_coil_is_switched(ModbusWrites writes, byte function)
    {
        var bus = Bus(Point(ModbusArea.Coil, 3, ModbusType.Bool), writes);
        Assert.True((await Write(bus, 1)).Confirmed);
        Assert.True(_slave.Coils[3]);
        Assert.True((await Write(bus, 0)).Confirmed);
        Assert.False(_slave.Coils[3]);
        Assert.Equal([function, 1, function, 1], _slave.Asked);
    }

    [Fact]
    public async Task A_bit_of_a_register_leaves_the_others_alone()
    {
        _slave.Registers[9] = 0xF00F;
        var bus = Bus(Point(ModbusArea.Holding, 9, ModbusType.Bool) with { Bit = 6 }, ModbusWrites.Single);
        Assert.True((await Write(bus, 1)).Confirmed);
        Assert.Equal(0xF04F, _slave.Registers[9]);
        Assert.True((await Write(bus, 0)).Confirmed);
        Assert.Equal(0xF00F, _slave.Registers[9]);
        Assert.Equal([22, 3, 22, 3], _slave.Asked);
    }

    [Fact]
    public async Task A_valve_that_acknowledges_and_does_not_move_is_not_confirmed()
    {
        _slave.IsStuck = true;
        var outcome = await Write(Bus(Point(ModbusArea.Coil, 3, ModbusType.Bool), ModbusWrites.Single), 1);
        Assert.Equal((false, Quality.Good, 0.0, "written 1, read back 0"), (outcome.Confirmed, outcome.Quality, outcome.ReadBack, outcome.Fault));
    }

    [Theory]
    [InlineData(ModbusType.UInt16, -1)]
    [InlineData(ModbusType.UInt16, 65536)]
    [InlineData(ModbusType.Int16, 32768)]
    [InlineData(ModbusType.Bool, 2)]
    [InlineData(ModbusType.Float32, 1e39)]
    public async Task A_value_that_the_type_cannot_hold_is_never_sent(ModbusType type, double value)
    {
        var outcome = await Write(Bus(Point(ModbusArea.Holding, 8, type), ModbusWrites.Single), value);
        Assert.False(outcome.Confirmed);
        Assert.NotEmpty(outcome.Fault);
        Assert.Empty(_slave.Asked);
    }

    [Fact]
    public async Task A_point_that_the_site_does_not_let_be_written_is_not_written()
    {
        var outcome = await Write(Bus(Point(ModbusArea.Holding, 8, ModbusType.UInt16) with { Writable = false }, ModbusWrites.Single), 1);
        Assert.Contains("site file", outcome.Fault, StringComparison.Ordinal);
        Assert.Empty(_slave.Asked);
    }

    [Fact]
    public async Task A_silent_device_is_asked_once_and_told()
    {
        var bus = Bus(Point(ModbusArea.Holding, 8, ModbusType.UInt16), ModbusWrites.Single);
        bus.Answer = _ => [];
        var outcome = await Write(bus, 1);
        Assert.Equal((false, Quality.Timeout), (outcome.Confirmed, outcome.Quality));
        Assert.Single(bus.Sent);
    }

    [Fact]
    public async Task A_port_that_is_not_open_is_told_at_once()
    {
        var bus = Bus(Point(ModbusArea.Holding, 8, ModbusType.UInt16), ModbusWrites.Single);
        bus.Close();
        Assert.Equal(Quality.PortGone, (await bus.Write(0, 1).Done.WaitAsync(TimeSpan.FromSeconds(5))).Quality);
    }

    [Fact]
    public async Task A_write_goes_before_what_is_due_and_the_bus_goes_on()
    {
        var points = Enumerable.Range(0, 20).Select(i => Frames.Point(i, i * 200, 10) with { Writable = i == 0 }).ToArray();
        var bus = new VirtualBus(Frames.Bus(Frames.Device(7, points))) { Answer = _slave.Rtu };
        bus.Open();
        bus.Run(1_000);
        var sent = bus.Sent.Count;
        var write = bus.Write(0, 42);
        bus.Run(40);
        Assert.True((await write.Done.WaitAsync(TimeSpan.FromSeconds(5))).Confirmed);
        Assert.InRange(bus.Sent.FindIndex(sent, s => s.Frame[1] == 6) - sent, 0, 1);
        bus.Run(1_000);
        Assert.Equal(42, bus.Readings.Last(r => r.Point == 0).Value);
    }

    [Fact]
    public async Task With_an_echo_the_acknowledgement_is_not_taken_from_it()
    {
        var device = Frames.Device(7, Point(ModbusArea.Coil, 3, ModbusType.Bool)) with { Writes = ModbusWrites.Single };
        var bus = new VirtualBus(Frames.Bus(device) with { Echo = true }) { Answer = r => [(r, 1), .. _slave.Rtu(r)] };
        bus.Open();
        bus.Run(1);
        Assert.True((await Write(bus, 1)).Confirmed);

        // Only the echo comes back: nobody has acknowledged.
        bus.Answer = r => [(r, 1)];
        Assert.Equal(Quality.Timeout, (await Write(bus, 0)).Quality);
    }

    private static ModbusPoint Point(ModbusArea area, int register, ModbusType type) => Frames.Point(0, register, 3_600_000, type, area) with { Writable = true };

    private VirtualBus Bus(ModbusPoint point, ModbusWrites writes)
    {
        var bus = new VirtualBus(Frames.Bus(Frames.Device(7, point) with { Writes = writes })) { Answer = _slave.Rtu };
        bus.Open();
        bus.Run(100);
        bus.Sent.Clear();
        _slave.Asked.Clear();
        return bus;
    }

    private static async Task<WriteOutcome> Write(VirtualBus bus, double value)
    {
        var write = bus.Write(0, value);
        bus.Run(2_000);
        return await write.Done.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
