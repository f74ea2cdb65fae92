using EdgeAgent.Core.Config;

namespace EdgeAgent.Core.Tests.Config;

/// <summary>Unit codes by the grammar of UCUM: what is good, what is not, and what was meant.</summary>
public sealed class UnitCodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("m")]
    [InlineData("Cel")]
    [InlineData("kPa")]
    [InlineData("m3/h")]
    [InlineData("kW.h")]
    [InlineData("kvar")]
    [InlineData("kvar.h")]
    [InlineData("V.A")]
    [InlineData("%")]
    [InlineData("%{RH}")]
    [InlineData("ug/m3")]
    [InlineData("[ppm]")]
    [InlineData("[ppb]")]
    [InlineData("[pH]")]
    [InlineData("dB[SPL]{A}")]
    [InlineData("dB")]
    [InlineData("mm[H2O]")]
    [InlineData("mm[Hg]")]
    [InlineData("uS/cm")]
    [InlineData("m.s-2")]
    [InlineData("m/s2")]
    [InlineData("10*3/uL")]
    [InlineData("10*-6")]
    [InlineData("J/(kg.K)")]
    [InlineData("/min")]
    [InlineData("{NTU}")]
    [InlineData("{cars}/h")]
    [InlineData("100.m")]
    [InlineData("KiBy")]
    [InlineData("MBy/s")]
    [InlineData("daPa")]
    [InlineData("uSv/h")]
    [InlineData("B[10.nV]")]
    [InlineData("kgf/cm2")]
    [InlineData("[in_i'H2O]")]
    public void A_good_code_has_no_fault(string code) => Assert.Null(UnitCode.Fault(code));

    [Theory]
    [InlineData("°C", "Cel")]
    [InlineData("℃", "Cel")]
    [InlineData("m³/h", "m3/h")]
    [InlineData("m^3/h", "m3/h")]
    [InlineData("kWh", "kW.h")]
    [InlineData("kVArh", "kvar.h")]
    [InlineData("KVAR", "kvar")]
    [InlineData("kVA", "kV.A")]
    [InlineData("µg/m³", "ug/m3")]
    [InlineData("μS/cm", "uS/cm")]
    [InlineData("W/m²", "W/m2")]
    [InlineData("kΩ", "kOhm")]
    [InlineData("%RH", "%")]
    [InlineData("ppm", "[ppm]")]
    [InlineData("mmHg", "mm[Hg]")]
    [InlineData("rpm", "/min")]
    [InlineData("hours", "h")]
    [InlineData("KPa", "kPa")]
    [InlineData("kpa", "kPa")]
    [InlineData("kW h", "kW.h")]
    [InlineData("dB(A)", "dB[SPL]")]
    [InlineData("mw", "mW")]
    public void A_habit_is_told_with_what_was_meant(string written, string meant)
    {
        var fault = UnitCode.Fault(written);
        Assert.NotNull(fault);
        Assert.Contains($"did you mean \"{meant}\"?", fault.Value.Problem, StringComparison.Ordinal);
        Assert.Contains("UCUM", fault.Value.Expected, StringComparison.Ordinal);
        Assert.Null(UnitCode.Fault(meant));
    }

    [Theory]
    [InlineData("m/", "ends")]
    [InlineData("/", "ends")]
    [InlineData("m..s", "'.' at character 3")]
    [InlineData("(m", "')' is missing")]
    [InlineData("m)", "')' at character 2")]
    [InlineData("m{a", "'}' is missing")]
    [InlineData("m{a b}", "' ' may not stand")]
    [InlineData("2m", "\"2m\" is not known")]
    [InlineData("kmin", "\"kmin\" is not known")]
    [InlineData("kkW", "\"kkW\" is not known")]
    [InlineData("[nonsense]", "\"[nonsense]\" is not known")]
    [InlineData("m-", "\"m-\" is not known")]
    [InlineData("((((((((((m))))))))))", "more than 8")]
    public void A_bad_code_is_told_with_its_reason(string code, string reason)
    {
        var fault = UnitCode.Fault(code);
        Assert.NotNull(fault);
        Assert.Contains(reason, fault.Value.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_makes_it_throw()
    {
        var random = new Random(20261124);
        const string Alphabet = "mskWPa3-+./(){}[]%°µ\0 '10*h\uD83D";
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Create(random.Next(12), random, (span, r) =>
            {
                foreach (ref var c in span)
                {
                    c = Alphabet[r.Next(Alphabet.Length)];
                }
            });
            if (UnitCode.Fault(text) is { } fault)
            {
                Assert.NotEmpty(fault.Problem);
            }
        }
    }
}
