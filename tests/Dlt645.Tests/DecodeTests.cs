using EdgeAgent.Core.Sensing.Decoding;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Dlt645;

/// <summary>Frames that people give to the decoder.</summary>
public sealed class DecodeTests
{
    private static readonly Dlt645Decoder Decoder = new(Dlt645Edition.Of2007);
    private static readonly Dlt645Decoder Decoder1997 = new(Dlt645Edition.Of1997);

    [Theory]
    [InlineData(Frames.Energy, "000000000161", "91", FieldNames.EnergyActiveForward, 0.26, "kW.h")]
    [InlineData(Frames.VoltageReply, "000000000161", "91", "voltage.a", 100.1, "V")]
    [InlineData(Frames.CurrentReply, "000000000161", "91", "current.a", 4.999, "A")]
    [InlineData("FEFEFEFE" + Frames.Energy, "000000000161", "91", FieldNames.EnergyActiveForward, 0.26, "kW.h")]
    [InlineData("FE" + Frames.Energy + "FE", "000000000161", "91", FieldNames.EnergyActiveForward, 0.26, "kW.h")]
    [InlineData(Frames.Energy + "00", "000000000161", "91", FieldNames.EnergyActiveForward, 0.26, "kW.h")]
    public void Reference_frames_have_their_values(string hex, string address, string control, string name, double value, string unit)
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(hex), default));
        Assert.Equal((address, control), (frame.Address, frame.Control));
        Assert.Equal(new DecodedField(name, value, unit), Assert.Single(frame.Fields));
    }

    [Fact]
    public void Frames_of_1997_have_their_values_by_either_name()
    {
        foreach (var decoder in new[] { Decoder, Decoder1997 })
        {
            var reply = Assert.IsType<DecodedFrame>(decoder.Decode(Frames.Bytes(Frames.Reply1997), default));
            Assert.Equal(("000014359743", "81"), (reply.Address, reply.Control));
            Assert.Equal(new DecodedField(FieldNames.EnergyActiveForward, 2463.48, "kW.h"), Assert.Single(reply.Fields));
            var request = Assert.IsType<DecodedFrame>(decoder.Decode(Frames.Bytes(Frames.Request1997), default));
            Assert.Equal(("AAAAAAAAAAAA", "01"), (request.Address, request.Control));
            Assert.Equal(new DecodedField(FieldNames.DataIdentifier, 0x9010, "", "", "9010 energy.active.forward"), Assert.Single(request.Fields));
        }
    }

    [Fact]
    public void Requests_tell_what_they_ask_for()
    {
        var request = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.EnergyRequest), default));
        Assert.Equal(("000000000161", "11"), (request.Address, request.Control));
        Assert.Equal(new DecodedField(FieldNames.DataIdentifier, 0x10000, "", "", "00010000 energy.active.forward"), Assert.Single(request.Fields));
        var address = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.AddressRequest), default));
        Assert.Equal(("AAAAAAAAAAAA", "13"), (address.Address, address.Control));
        Assert.Empty(address.Fields);
    }

    [Fact]
    public void Refusal_is_a_valid_frame_with_every_bit_told()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.NoData), default));
        Assert.Equal(("398192000337", "D1"), (frame.Address, frame.Control));
        Assert.Equal(new DecodedField(FieldNames.Error, 2, "", "", "no such data"), Assert.Single(frame.Fields));
        var three = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0xD1, "45"), default));
        Assert.Equal("other error; wrong password or not authorised; too many tariffs", Assert.Single(three.Fields).Text);
    }

    [Theory]
    [InlineData("00000000", "4523010080", "energy.active=123.45,data=?")]
    [InlineData("00000000", "45230180", "energy.active=-123.45")]
    [InlineData("00000100", "FFFFFFFF", "energy.active.forward=?")]
    [InlineData("00000100", "A1000000", "energy.active.forward=?")]
    [InlineData("00010200", "99999999", "energy.active.reverse.rate1=999999.99")]
    [InlineData("01020100", "01000000", "energy.active.forward.rate2.settlement1=0.01")]
    [InlineData("00FF0100", "0100000002000000030000000400000005000000", "energy.active.forward=0.01,energy.active.forward.rate1=0.02,energy.active.forward.rate2=0.03,energy.active.forward.rate3=0.04,energy.active.forward.rate4=0.05")]
    [InlineData("FF000100", "0100000002000000", "energy.active.forward=0.01,energy.active.forward.settlement1=0.02")]
    [InlineData("00001500", "01000000", "energy.active.forward.a=0.01")]
    [InlineData("00FF0102", "00101122", "voltage.a=100,voltage.b=221.1")]
    [InlineData("00FF0102", "011002220322", "voltage.a=100.1,voltage.b=220.2,voltage.c=220.3")]
    [InlineData("00FF0202", "010000020080FFFFFF", "current.a=0.001,current.b=-0.002,current.c=?")]
    [InlineData("00FF0302", "341200341280000000000000", "power.active=0.1234,power.active.a=-0.1234,power.active.b=0,power.active.c=0")]
    [InlineData("00000402", "341200", "power.reactive=0.1234")]
    [InlineData("00020502", "341200", "power.apparent.b=0.1234")]
    [InlineData("00000602", "9980", "power.factor=-0.099")]
    [InlineData("00FF0602", "0010990980090080", "power.factor=1,power.factor.a=0.999,power.factor.b=0.98,power.factor.c=0")]
    [InlineData("00000602", "0010", "power.factor=1")]
    [InlineData("00010702", "0512", "phase.angle.a=120.5")]
    [InlineData("02008002", "0050", "frequency=50")]
    [InlineData("07008002", "3502", "temperature=23.5")]
    [InlineData("00000101", "345612301724112600", "demand.active.forward=12.5634,demand.active.forward.time=1795512600,data=?")]
    [InlineData("01010004", "01231126", "weekday=1,date=1795363200")]
    [InlineData("02010004", "061720", "time.of.day=73026")]
    [InlineData("01040004", "610100000000", "meter.address=161")]
    [InlineData("02040004", "614523019988", "meter.number=889901234561")]
    [InlineData("03050004", "1000", "status.word3=16")]
    [InlineData("99999999", "01", "data=?")]
    public void Identifiers_have_their_formats(string identifier, string values, string expected)
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0x91, identifier + values), default));
        Assert.Equal(expected, string.Join(',', frame.Fields.Select(f => FormattableString.Invariant($"{f.Name}={(f.Value is { } v ? v.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) : "?")}"))));
        Assert.All(frame.Fields, f => Assert.Equal(f.Value is null, f.Why.Length > 0));
    }

    [Theory]
    [InlineData("1190", "01000000", "energy.active.forward.rate1=0.01")]
    [InlineData("2194", "01000000", "energy.active.reverse.rate1.settlement1=0.01")]
    [InlineData("1F90", "0100000002000000030000000400000005000000AA", "energy.active.forward=0.01,energy.active.forward.rate1=0.02,energy.active.forward.rate2=0.03,energy.active.forward.rate3=0.04,energy.active.forward.rate4=0.05")]
    [InlineData("1091", "01000000", "energy.reactive.forward=0.01")]
    [InlineData("10A0", "341200", "demand.active.forward=0.1234")]
    [InlineData("10B0", "15082411", "demand.active.forward.time=?")]
    [InlineData("11B6", "2002", "voltage.a=220")]
    [InlineData("11B6", "0122", "voltage.a=220.1")]
    [InlineData("22B6", "3412", "current.b=12.34")]
    [InlineData("30B6", "341200", "power.active=0.1234")]
    [InlineData("1FB6", "200221022202", "voltage.a=220,voltage.b=221,voltage.c=222")]
    [InlineData("50B6", "9909", "power.factor=0.999")]
    [InlineData("32C0", "614523019988", "meter.number=889901234561")]
    [InlineData("9999", "01", "data=?")]
    public void Identifiers_of_1997_have_their_formats(string identifier, string values, string expected)
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder1997.Decode(Frames.Make("000000000161", 0x81, identifier + values), default));
        Assert.Equal(expected, string.Join(',', frame.Fields.Select(f => FormattableString.Invariant($"{f.Name}={(f.Value is { } v ? v.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) : "?")}"))));
    }

    [Fact]
    public void Unknown_identifier_is_told_with_its_bytes()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0x91, "12349912ABCD"), default));
        Assert.Equal(new DecodedField(FieldNames.Data, null, "", "unknown data identifier 0x12993412", "ABCD"), Assert.Single(frame.Fields));
    }

    [Fact]
    public void Times_are_told_with_their_text()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0x91, "00000101" + "3456123017241126"), default));
        Assert.Equal([new DecodedField("demand.active.forward", 12.5634, "kW"), new DecodedField("demand.active.forward.time", 1795512600, "", "", "2026-11-24T17:30:00+08:00")], frame.Fields);
        var clock = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("999999999999", 0x08, "062017090117"), default));
        Assert.Equal(new DecodedField(FieldNames.Time, 1483953606, "", "", "2017-01-09T17:20:06+08:00"), Assert.Single(clock.Fields));
    }

    [Fact]
    public void Follow_up_frames_are_told()
    {
        var first = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0xB1, "0000010026000000"), default));
        Assert.Equal([(FieldNames.EnergyActiveForward, 0.26), (FieldNames.MoreFollows, 1)], first.Fields.Select(f => (f.Name, f.Value!.Value)));
        var next = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0x92, "00000100112233" + "01"), default));
        Assert.Equal([(FieldNames.Data, null, "112233"), (FieldNames.Sequence, 1.0, "")], next.Fields.Select(f => (f.Name, f.Value, f.Text)));
        var address = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0x93, "610100000000"), default));
        Assert.Equal(new DecodedField(FieldNames.MeterAddress, 161, "", "", "000000000161"), Assert.Single(address.Fields));
    }

    [Fact]
    public void Passwords_are_not_shown()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0x14, "0204000402AB34CD" + "EE887766" + "614523019988"), default));
        Assert.Equal(["data.identifier", "meter.number"], frame.Fields.Select(f => f.Name));
        Assert.DoesNotContain(frame.Fields, f => f.Text.Contains("AB34CD", StringComparison.Ordinal) || f.Text.Contains("EE887766", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "no frame", "68", "end of frame", 0)]
    [InlineData("FEFEFE", "no frame", "68", "end of frame", 3)]
    [InlineData("6861010000000068910833333433593333338B16", "wrong check sum", "8A", "8B", 18)]
    [InlineData("FEFE6861010000000068910833333433593333348A16", "wrong check sum", "8B", "8A", 20)]
    [InlineData("6861010000000068910833333433593333338A17", "missing end", "16", "17", 19)]
    [InlineData("6861010000000068910833333433593333338A", "missing end", "16", "end of frame", 19)]
    [InlineData("61010000000068910833333433593333338A16", "missing start", "68", "61", 0)]
    [InlineData("FE69610100000000689108333334335933333 38A16", "missing start", "68", "69", 1)]
    [InlineData("6861010000000069910833333433593333338A16", "missing second start", "68", "69", 7)]
    [InlineData("6861010000000068910733333433593333338A16", "wrong length", "08", "07", 9)]
    [InlineData("6861010000000068910933333433593333338A16", "wrong length", "08", "09", 9)]
    [InlineData("68610100000000689108333334335933", "frame ends too early", "20 bytes by its length 08", "end of frame after 16 bytes", 16)]
    [InlineData("686101", "frame ends too early", "12 bytes at least", "end of frame after 3 bytes", 3)]
    [InlineData("6861010000000068910833333433593333338A16112233", "bytes after the frame", "end of frame", "11", 20)]
    public void Damage_is_told_with_what_was_expected_and_where(string hex, string error, string expected, string actual, int offset)
    {
        Assert.Equal(new DecodeFault(error, expected, actual, offset), Decoder.Decode(Frames.Bytes(hex), default));
    }

    [Fact]
    public void Noise_before_a_frame_is_passed_over_and_told()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode([0x00, 0xFF, 0x12, 0xFE, .. Frames.Bytes(Frames.Energy)], default));
        Assert.Equal([(FieldNames.EnergyActiveForward, 0.26), (FieldNames.Noise, 3)], frame.Fields.Select(f => (f.Name, f.Value!.Value)));
    }

    [Theory]
    [InlineData("681234FEFEFEFE", 3)]
    [InlineData("6812FEFEFEFEFE", 2)]
    [InlineData("68ABCDEFABCDEF", 7)]
    [InlineData("6868FEFE686812FE", 7)]
    public void Start_bytes_in_noise_hide_no_frame(string noise, int bytes)
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode([.. Frames.Bytes(noise), .. Frames.Bytes(Frames.Energy)], default));
        Assert.Equal([(FieldNames.EnergyActiveForward, 0.26), (FieldNames.Noise, bytes)], frame.Fields.Select(f => (f.Name, f.Value!.Value)));
        Assert.Equal("wrong check sum", Assert.IsType<DecodeFault>(Decoder.Decode([.. Frames.Bytes(noise), .. Frames.Bytes(Frames.Energy.Replace("8A16", "8B16", StringComparison.Ordinal))], default)).Error);
    }

    [Fact]
    public void Any_number_of_wake_up_bytes_is_passed_over()
    {
        for (var wake = 0; wake <= 8; wake++)
        {
            var frame = Assert.IsType<DecodedFrame>(Decoder.Decode([.. Enumerable.Repeat((byte)0xFE, wake), .. Frames.Bytes(Frames.Energy)], default));
            Assert.Equal(new DecodedField(FieldNames.EnergyActiveForward, 0.26, "kW.h"), Assert.Single(frame.Fields));
        }
    }

    [Fact]
    public void Value_that_goes_on_in_the_next_frame_is_told_so()
    {
        var frame = Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Make("000000000161", 0xB1, "00FF0100" + "01000000" + "0200"), default));
        Assert.Equal([new DecodedField(FieldNames.EnergyActiveForward, 0.01, "kW.h"), new DecodedField(FieldNames.Data, null, "", "a value that goes on in the next frame", "0200"), new DecodedField(FieldNames.MoreFollows, 1)], frame.Fields);
    }

    [Fact]
    public void Reply_that_does_not_fit_its_request_is_told()
    {
        var request = Frames.Bytes(Frames.EnergyRequest);
        Assert.IsType<DecodedFrame>(Decoder.Decode(Frames.Bytes(Frames.Energy), request));
        Assert.Equal(new DecodeFault("data of another request", "00010000", "02010100", 10), Decoder.Decode(Frames.Bytes(Frames.VoltageReply), request));
        Assert.Equal(new DecodeFault("another meter's reply", "000000000161", "398192000337", 1), Decoder.Decode(Frames.Bytes(Frames.NoData), request));
        Assert.Equal(new DecodeFault("no reply to this request", "91", "11", 8), Decoder.Decode(request, request));
    }

    [Fact]
    public void Any_bytes_are_decoded_or_refused()
    {
        var seeds = Frames.All.Select(Frames.Bytes).Append(Frames.Make("000000000161", 0xB1, "00FF0100" + new string('0', 160))).ToList();
        Assert.InRange(FrameFuzz.Run(Decoder, seeds, Frames.HasSound, 645), 1, FrameFuzz.Inputs - 1);
        Assert.InRange(FrameFuzz.Run(Decoder1997, seeds, Frames.HasSound, 1997), 1, FrameFuzz.Inputs - 1);
    }
}
