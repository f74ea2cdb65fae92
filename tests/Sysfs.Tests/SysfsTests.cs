using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Sampling;
using EdgeAgent.Sensors.Sysfs;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Sysfs;

/// <summary>Samplers on a copy of sysfs's files.</summary>
public sealed class SysfsTests : IDisposable
{
    private readonly TempFolder _sys = new();

    [Fact]
    public void IIO_takes_offset_and_scale_of_the_channel_or_its_kind()
    {
        Put("bus/iio/devices/iio:device0/name", "other");
        Put("bus/iio/devices/iio:device1/name", "ads8688");
        Put("bus/iio/devices/iio:device1/in_voltage0_raw", "1500");
        Put("bus/iio/devices/iio:device1/in_voltage0_offset", "-500");
        Put("bus/iio/devices/iio:device1/in_voltage_scale", "0.25");
        Put("bus/iio/devices/iio:device1/in_voltage1_raw", "8");
        Put("bus/iio/devices/iio:device1/in_voltage1_scale", "100.0");
        Put("bus/iio/devices/iio:device1/in_voltage2-voltage3_raw", "-4");
        Put("bus/iio/devices/iio:device1/in_voltage-voltage_scale", "500");
        Put("bus/iio/devices/iio:device1/in_temp_input", "21500");
        Put("bus/iio/devices/iio:device1/in_accel_x_raw", "981");
        Put("bus/iio/devices/iio:device1/in_accel_scale", "0.01");
        var sampler = Iio("name:ads8688", ("voltage0", 1, 0), ("voltage1", 2, 1), ("voltage2-voltage3", 1, 0), ("temp", 1, 0), ("accel_x", 1, 0));
        Assert.Equal([0.25, 2.6, -2, 21.5, 9.81], Read(sampler, Quality.Good).Select(s => Math.Round(s.Value, 9)));
    }

    [Fact]
    public void A_device_is_found_again_under_another_number()
    {
        Put("class/hwmon/hwmon0/name", "lm75");
        Put("class/hwmon/hwmon0/temp1_input", "25500");
        var sampler = Hwmon("name:lm75", "temp1");
        Assert.Equal(25.5, Read(sampler, Quality.Good)[0].Value);
        Directory.Move(_sys["class/hwmon/hwmon0"], _sys["class/hwmon/hwmon3"]);
        Read(sampler, Quality.PortGone);
        Assert.Equal(25.5, Read(sampler, Quality.Good)[0].Value);
        Directory.Delete(_sys["class/hwmon/hwmon3"], recursive: true);
        Read(sampler, Quality.PortGone);
        Read(sampler, Quality.PortGone);
        Assert.Contains("no device in", sampler.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_alike_are_told_and_told_apart_by_what_is_behind_them()
    {
        foreach (var i in new[] { 0, 1 })
        {
            Directory.CreateDirectory(_sys[$"devices/1-004{i}"]);
            Put($"class/hwmon/hwmon{i}/name", "lm75");
            Put($"class/hwmon/hwmon{i}/temp1_input", $"{20 + i}000");
            Directory.CreateSymbolicLink(_sys[$"class/hwmon/hwmon{i}/device"], _sys[$"devices/1-004{i}"]);
        }

        var sampler = Hwmon("name:lm75", "temp1");
        Read(sampler, Quality.PortGone);
        Assert.Contains("a profile can tell them apart by device:", sampler.Fault, StringComparison.Ordinal);
        Assert.Equal(21, Read(Hwmon("device:1-0041", "temp1"), Quality.Good)[0].Value);
        var spi = _sys["devices/spi0.0/iio:device0"];
        Directory.CreateDirectory(spi);
        Directory.CreateDirectory(_sys["bus/iio/devices"]);
        Directory.CreateSymbolicLink(_sys["bus/iio/devices/iio:device0"], spi);
        Put("devices/spi0.0/iio:device0/in_voltage0_raw", "7");
        Assert.Equal(0.007, Read(Iio("device:spi0.0", ("voltage0", 1, 0)), Quality.Good)[0].Value, 9);
    }

    [Fact]
    public void A_channel_that_is_not_there_costs_the_others_nothing()
    {
        Put("class/hwmon/hwmon0/name", "board");
        Put("class/hwmon/hwmon0/in0_input", "12000");
        Put("class/hwmon/hwmon0/temp1_input", "40000");
        Put("class/hwmon/hwmon0/temp1_fault", "1");
        Put("class/hwmon/hwmon0/fan1_input", "many");
        Put("class/hwmon/hwmon0/power1_input", "2500000");
        var samples = Read(Hwmon("name:board", "in0", "temp1", "fan1", "power1", "curr1"), Quality.Good);
        Assert.Equal([Quality.Good, Quality.Invalid, Quality.Malformed, Quality.Good, Quality.PortGone], samples.Select(s => s.Quality));
        Assert.Equal([12, 2.5], new[] { samples[0].Value, samples[3].Value });
    }

    [Theory]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n", Quality.Good, 23.125)]
    [InlineData("ff ff 4b 46 7f ff 0e 10 57 : crc=57 YES\nff ff 4b 46 7f ff 0e 10 57 t=-62\n", Quality.Good, -0.062)]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=11 NO\n72 01 4b 46 7f ff 0e 10 57 t=23125\n", Quality.Crc, double.NaN)]
    [InlineData("50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n", Quality.Invalid, double.NaN)]
    [InlineData("00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=0\n", Quality.Invalid, double.NaN)]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=-127000\n", Quality.Invalid, double.NaN)]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=-128000\n", Quality.Invalid, double.NaN)]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46", Quality.Truncated, double.NaN)]
    [InlineData("72 01 4b", Quality.Truncated, double.NaN)]
    [InlineData("", Quality.Truncated, double.NaN)]
    [InlineData("nothing\nt=1", Quality.Malformed, double.NaN)]
    public void W1_slave_is_read(string text, Quality quality, double value)
    {
        var sample = Ds18b20Text.Slave(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Equal((quality, value), (sample.Quality, sample.Value));
    }

    [Theory]
    [InlineData("23125\n", Quality.Good, 23.125)]
    [InlineData("-55000\n", Quality.Good, -55)]
    [InlineData("125000\n", Quality.Good, 125)]
    [InlineData("125001\n", Quality.Invalid, double.NaN)]
    [InlineData("85000\n", Quality.Invalid, double.NaN)]
    [InlineData("12x\n", Quality.Malformed, double.NaN)]
    [InlineData("", Quality.Truncated, double.NaN)]
    public void The_newer_temperature_file_is_read(string text, Quality quality, double value)
    {
        var sample = Ds18b20Text.Temperature(System.Text.Encoding.ASCII.GetBytes(text));
        Assert.Equal((quality, value), (sample.Quality, sample.Value));
    }

    [Fact]
    public async Task A_w1_source_reads_a_copy_of_its_files_and_tells_a_sensor_that_is_cut_off()
    {
        const string Folder = "bus/w1/devices/w1_bus_master1/28-0316a2795a21";
        Put($"{Folder}/w1_slave", "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n");
        var board = SourceBench.Profile() with { W1 = new Dictionary<string, string> { ["w1-1"] = "w1_bus_master1" } };
        var (plan, faults) = SourceBench.Bind(new W1Kind(_sys.Path), """
            { "kind": "w1", "bus": "w1-1", "devices": [ { "name": "pipe", "id": "28-0316a2795a21", "poll": "20 ms", "points": [ { "name": "temperature", "range": [0, 90] } ] } ] }
            """, board);
        Assert.Empty(faults);
        Assert.Empty(((Core.Sensing.HostedPlan)plan!).Look!(new Core.Sensing.LookParts(board, null)));
        var bench = new SourceBench();
        using var host = ((Core.Sensing.HostedPlan)plan).CreateHost(bench.Parts(board, _sys.Path), 3, 4);
        host.Start();
        await bench.UntilAsync(b => b.Readings.Any(r => r is { Point: 3, Quality: Quality.Good, Value: 23.125 }), "first reading");
        File.Delete(_sys[$"{Folder}/w1_slave"]);
        Put($"{Folder}/temperature", "24000\n");
        await bench.UntilAsync(b => b.Readings.Any(r => r.Value == 24), "the newer file");
        Directory.Delete(_sys[Folder], recursive: true);
        await bench.UntilAsync(b => b.Changes is [{ Device: 4, Lost: true, Reason: Quality.PortGone }], "lost");
        await bench.UntilAsync(b => b.Readings[^1].Quality == Quality.NotPolled, "not asked");
        Assert.Contains("no sensor 28-0316a2795a21", host.Fault, StringComparison.Ordinal);
        Assert.NotEmpty(((Core.Sensing.HostedPlan)plan).Look!(new Core.Sensing.LookParts(board, null)));
    }

    [Theory]
    [InlineData("iio", """{ "name": "a", "device": "adc", "points": [ { "name": "volts" } ] }""", "no channels like \"volts\"")]
    [InlineData("iio", """{ "name": "a", "device": "abc", "points": [ { "name": "voltage0" } ] }""", "has no iio device \"abc\"")]
    [InlineData("hwmon", """{ "name": "a", "device": "board", "points": [ { "name": "temp1", "scale": 0 } ] }""", "0 makes every value the same")]
    [InlineData("hwmon", """{ "name": "a", "device": "board", "points": [ { "name": "temp1" } ] }, { "name": "b", "device": "board", "points": [ { "name": "temp2" } ] }""", "read by \"a\" already")]
    public void What_does_not_fit_is_told(string kind, string devices, string fault)
    {
        var board = SourceBench.Profile() with { Iio = new Dictionary<string, string> { ["adc"] = "name:ads8688" }, Hwmon = new Dictionary<string, string> { ["board"] = "name:lm75" } };
        var (_, faults) = SourceBench.Bind(new ChannelKind(kind == "iio"), $$"""{ "kind": "{{kind}}", "devices": [ {{devices}} ] }""", board);
        Assert.Contains(faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    public void Dispose() => _sys.Dispose();

    private void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_sys[path])!);
        File.WriteAllText(_sys[path], text.EndsWith('\n') || text.Length == 0 ? text : text + "\n");
    }

    private IioSampler Iio(string match, params (string Channel, double Scale, double Offset)[] points) => new(
        new SysfsDevice("adc", "adc", 1_000, [.. points.Select(p => new ChannelPlan(p.Channel, ChannelUnit.Of(ChannelUnit.Iio, p.Channel)!.Factor, p.Scale, p.Offset))]), _sys.Path, match);

    private HwmonSampler Hwmon(string match, params string[] channels) => new(
        new SysfsDevice("board", "board", 1_000, [.. channels.Select(c => new ChannelPlan(c, ChannelUnit.Of(ChannelUnit.Hwmon, c)!.Factor, 1, 0))]), _sys.Path, match);

    private static Sample[] Read(ISampler sampler, Quality expected)
    {
        var samples = new Sample[sampler.PointCount];
        Assert.Equal(expected, sampler.Read(samples));
        return samples;
    }
}
