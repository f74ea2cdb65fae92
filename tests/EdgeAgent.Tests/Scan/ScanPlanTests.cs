using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;
using EdgeAgent.Run;
using EdgeAgent.Scan;

namespace EdgeAgent.Tests.Scan;

/// <summary>The order of a scan, and what its command line takes.</summary>
public sealed class ScanPlanTests
{
    [Fact]
    public void Likely_and_quick_searches_come_first()
    {
        var passes = ScanPlan.Passes(Options(), isNetwork: false, hasParity: true);
        var first = passes.Take(4).Select(p => $"{p.Probe.Protocol} {ScanText.Of(p.Line)}").ToList();
        Assert.Contains("dlt645 2400 8E1", first);
        Assert.Contains("cjt188 2400 8E1", first);
        var modbus = passes.Where(p => p.Probe.Protocol == "modbus-rtu").ToList();
        Assert.Equal(new SerialSettings(9600), modbus[0].Line);
        Assert.Equal(8 * 2 * 2, modbus.Count);
        Assert.Equal([9600, 4800, 9600, 19200, 19200, 2400, 115200], modbus.Take(7).Select(p => p.Line.Baud));
        Assert.True(modbus.Take(16).All(p => p.Run.Left < 20) && modbus.Skip(16).All(p => p.Run.Left > 200));
    }

    [Fact]
    public void A_line_without_parity_is_searched_once_a_rate()
    {
        var passes = ScanPlan.Passes(Options(), isNetwork: false, hasParity: false).Where(p => p.Probe.Protocol == "dlt645").ToList();
        Assert.Equal(8, passes.Count);
        Assert.Equal(8, passes.Select(p => p.Line.Baud).Distinct().Count());
    }

    [Fact]
    public void Rates_and_parities_that_the_user_names_are_the_only_ones()
    {
        var passes = ScanPlan.Passes(Options() with { Bauds = [1200], Parities = [SerialParity.Odd] }, isNetwork: false, hasParity: true);
        Assert.All(passes, p => Assert.Equal((1200, SerialParity.Odd), (p.Line.Baud, p.Line.Parity)));
    }

    [Fact]
    public void A_network_is_searched_once()
    {
        var passes = ScanPlan.Passes(Options(), isNetwork: true, hasParity: false);
        Assert.Equal(2, passes.Count(p => p.Probe.Protocol == "modbus-tcp"));
    }

    [Fact]
    public void Every_probe_belongs_to_a_kind_of_source() => Assert.All(BusProbes.All, p => Assert.Contains(SourceKinds.All, k => k.Name == p.Protocol));

    [Fact]
    public void Lists_are_read()
    {
        Assert.Equal([1, 2, 3, 100], ScanArguments.Addresses(["1-3", "100,2"])!.Value.Units);
        Assert.Equal(["000000000161"], ScanArguments.Addresses(["000000000161"])!.Value.Numbers);
        Assert.Equal([9600, 2400], ScanArguments.Bauds(["9600,2400", "9600"]));
        Assert.Equal(300_000_000, ScanArguments.TimeoutNs("300 ms"));
    }

    [Theory]
    [InlineData("3-1")]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("0000000001611")]
    public void Addresses_that_make_no_sense_are_refused(string text) => Assert.Null(ScanArguments.Addresses([text]));

    private static ScanOptions Options() => new() { Port = "/dev/null", Probes = [.. BusProbes.All.Where(p => p.FitsSerial || p.Protocol == "modbus-tcp")], Scope = new ProbeScope() };
}
