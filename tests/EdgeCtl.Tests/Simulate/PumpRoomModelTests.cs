using EdgeCtl.Simulate;

namespace EdgeCtl.Tests.Simulate;

public class PumpRoomModelTests
{
    private const int StepMs = 1000;
    private const int DaySteps = 86_400_000 / StepMs;

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(77UL)]
    [InlineData(4711UL)]
    public void A_day_in_the_pump_room_is_plausible(ulong seed)
    {
        var room = new PumpRoomModel(seed);
        var starts = room.Pumps.Select(pump => pump.Starts).ToArray();
        var hours = room.Pumps.Select(pump => pump.Hours).ToArray();
        var (inM3, outM3, before) = (0.0, 0.0, room.TrueLevelM);
        var doorChanges = 0;
        var wasOpen = room.DoorOpen;
        for (var i = 0; i < DaySteps; i++)
        {
            room.Step(StepMs);
            inM3 += room.InflowLps / 1000;
            outM3 += room.Pumps.Sum(pump => pump.FlowLps) / 1000;
            doorChanges += room.DoorOpen != wasOpen ? 1 : 0;
            wasOpen = room.DoorOpen;
            Assert.InRange(room.TrueLevelM, 0.3, PumpRoomModel.FloodLevelM);
            Assert.InRange(room.LevelM, room.TrueLevelM - 0.06, room.TrueLevelM + 0.06);
            Assert.InRange(room.PressureKPa, 60, 200);
            Assert.InRange(room.RoomCel, 5, 40);
            Assert.All(room.Pumps, pump => Assert.InRange(pump.CurrentA, 0, 70));
        }

        // What came in went out, but for what the sump holds more or less of.
        Assert.Equal(inM3, outM3, 2.0);
        Assert.InRange(inM3, 60, 350);
        var begun = room.Pumps.Select((pump, i) => pump.Starts - starts[i]).ToArray();
        var run = room.Pumps.Select((pump, i) => pump.Hours - hours[i]).ToArray();
        Assert.All(begun, count => Assert.InRange(count, 20, 150));
        Assert.InRange(Math.Abs(begun[0] - begun[1]), 0, 8);
        Assert.All(run, time => Assert.InRange(time, 0.5, 12));
        Assert.InRange(doorChanges, 0, 20);
        Assert.InRange(before, PumpRoomModel.StopLevelM, PumpRoomModel.StartLevelM);
    }

    [Fact]
    public void The_same_seed_repeats_the_room_and_another_does_not()
    {
        Assert.Equal(Trace(5), Trace(5));
        Assert.NotEqual(Trace(5), Trace(6));
    }

    [Fact]
    public void Without_noise_the_gauge_shows_the_true_level()
    {
        var room = new PumpRoomModel(3, noiseScale: 0);
        for (var i = 0; i < 10_000; i++)
        {
            room.Step(100);
            Assert.Equal(room.TrueLevelM, room.LevelM, 9);
        }
    }

    [Fact]
    public void A_starting_motor_draws_its_inrush_and_settles()
    {
        var pump = new PumpModel(new SeededNoise(1), 0, 0);
        pump.Switch(true);
        pump.Step(0.02, 8, 0);
        var inrush = pump.CurrentA;
        for (var i = 0; i < 100; i++)
        {
            pump.Step(0.1, 8, 0);
        }

        Assert.InRange(inrush, 25, 60);
        Assert.InRange(pump.CurrentA, 6, 11);
        Assert.Equal(1, pump.Starts);
        pump.Switch(false);
        pump.Step(0.1, 8, 0);
        Assert.Equal((0.0, 0.0), (pump.CurrentA, pump.FlowLps));
    }

    [Fact]
    public void One_long_step_is_close_to_many_short_ones()
    {
        var once = new PumpRoomModel(9, noiseScale: 0);
        var often = new PumpRoomModel(9, noiseScale: 0);
        once.Step(60_000);
        for (var i = 0; i < 60; i++)
        {
            often.Step(1000);
        }

        Assert.Equal(often.ElapsedMs, once.ElapsedMs);
        Assert.Equal(often.TrueLevelM, once.TrueLevelM, 0.01);
    }

    [Fact]
    public void Normal_noise_has_mean_0_and_deviation_1()
    {
        var noise = new SeededNoise(11);
        var values = Enumerable.Range(0, 100_000).Select(_ => noise.Normal()).ToList();
        var mean = values.Average();
        Assert.Equal(0, mean, 0.02);
        Assert.Equal(1, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0.02);
    }

    private static List<double> Trace(ulong seed)
    {
        var room = new PumpRoomModel(seed);
        var trace = new List<double>();
        for (var i = 0; i < 5000; i++)
        {
            room.Step(1000);
            trace.AddRange([room.LevelM, room.PressureKPa, room.Pumps[0].CurrentA, room.RoomCel]);
        }

        return trace;
    }
}
