using System.Net;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Inference.Video.Tests.Onvif;

/// <summary>Answers of the services, as values.</summary>
public class CameraRepliesTests
{
    private static readonly IPAddress Host = IPAddress.Parse("192.0.2.10");
    private static readonly DateTimeOffset Asked = new(2026, 11, 25, 12, 0, 0, 0, TimeSpan.Zero);

    // The example of the ONVIF Application Programmer's Guide, section 6.1.
    [Fact]
    public void The_digest_is_that_of_the_guide_s_example() =>
        Assert.Equal("tuOSpGlFlIXsozq4HFNeeGeFLEI=", UsernameToken.Digest(Convert.FromBase64String("LKqI6G/AikKCQrN0zqZFlg=="), "2010-09-16T07:50:45Z", "userpassword"));

    [Fact]
    public void A_token_holds_no_password_and_is_another_each_time()
    {
        var credentials = new CameraCredentials("a<b>&\"", "hidden-word");
        var token = UsernameToken.Header(credentials, Asked);
        Assert.DoesNotContain("hidden-word", token, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", credentials.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(token, UsernameToken.Header(credentials, Asked));
        var part = Messages.Part(token.Replace("s:mustUnderstand", "mustUnderstand", StringComparison.Ordinal));
        Assert.Equal("a<b>&\"", part.TextAt("UsernameToken", "Username"));
        Assert.Equal("2026-11-25T12:00:00.000Z", part.TextAt("UsernameToken", "Created"));
        Assert.Equal(UsernameToken.Digest(Convert.FromBase64String(part.TextAt("UsernameToken", "Nonce")), "2026-11-25T12:00:00.000Z", "hidden-word"), part.TextAt("UsernameToken", "Password"));
    }

    [Theory]
    [InlineData(2026, 11, 25, 13, 0, 0, 100, 3_600_450, 550)]
    [InlineData(2026, 11, 25, 12, 0, 0, 0, 500, 500)]
    [InlineData(2026, 11, 25, 11, 59, 59, 3_000, -2_000, 2_000)]
    [InlineData(1970, 1, 1, 0, 0, 0, 0, -1_795_607_999_500, 500)]
    public void A_clock_s_offset_takes_half_the_round_trip_and_half_a_second(int year, int month, int day, int hour, int minute, int second, long roundTripMs, long offsetMs, long errorMs)
    {
        var clock = CameraClock.Read(Clock(year, month, day, hour, minute, second), Asked, roundTripMs)!;
        Assert.Equal((offsetMs, errorMs), (clock.OffsetMs, clock.ErrorMs));
        Assert.Equal(Math.Abs(offsetMs) - errorMs > 2_000, clock.IsOff(2_000));
    }

    [Theory]
    [InlineData(1969, 1, 1, 0, 0, 0)]
    [InlineData(99_999, 1, 1, 0, 0, 0)]
    [InlineData(2026, 2, 29, 0, 0, 0)]
    [InlineData(2026, 13, 1, 0, 0, 0)]
    [InlineData(2026, 1, 1, 24, 0, 0)]
    [InlineData(2026, 1, 1, 0, 60, 0)]
    [InlineData(2026, 1, 1, 0, 0, 62)]
    [InlineData(2026, 0, 0, -1, 0, 0)]
    public void A_time_that_is_none_is_no_clock(int year, int month, int day, int hour, int minute, int second) =>
        Assert.Null(CameraClock.Read(Clock(year, month, day, hour, minute, second), Asked, 0));

    [Fact]
    public void Profiles_of_both_media_services_are_read()
    {
        const string Encoder = "<tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>1920</tt:Width><tt:Height>1080</tt:Height></tt:Resolution><tt:RateControl><tt:FrameRateLimit>25</tt:FrameRateLimit></tt:RateControl>";
        var expected = new CameraProfile { Token = "p1", Name = "main", Codec = "H264", Width = 1920, Height = 1080, Fps = 25 };
        Assert.Equal([expected], CameraReplies.Profiles(Messages.Part($"<r xmlns:tt=\"t\"><Profiles token=\"p1\"><tt:Name>main</tt:Name><tt:VideoEncoderConfiguration token=\"e\"><tt:Name>enc</tt:Name>{Encoder}</tt:VideoEncoderConfiguration></Profiles></r>")));
        Assert.Equal([expected], CameraReplies.Profiles(Messages.Part($"<r xmlns:tt=\"t\"><Profiles token=\"audio\"><Name>a</Name></Profiles><Profiles token=\"p1\"><Name>main</Name><Configurations><VideoEncoder token=\"e\">{Encoder}</VideoEncoder></Configurations></Profiles></r>")));
        var odd = Assert.Single(CameraReplies.Profiles(Messages.Part("<r><Profiles token=\"p\"><VideoEncoderConfiguration><Resolution><Width>-5</Width><Height>99999999999</Height></Resolution><RateControl><FrameRateLimit>NaN</FrameRateLimit></RateControl></VideoEncoderConfiguration></Profiles></r>")));
        Assert.Equal((0, 0, 0.0), (odd.Width, odd.Height, odd.Fps));
        Assert.Equal(CameraReplies.MostProfiles, CameraReplies.Profiles(Messages.Part($"<r>{string.Concat(Enumerable.Range(0, 100).Select(i => $"<Profiles token=\"{i}\"><VideoEncoderConfiguration/></Profiles>"))}</r>")).Count);
    }

    [Theory]
    [InlineData("rtsp://192.0.2.10:554/stream1", "rtsp://192.0.2.10:554/stream1", "")]
    [InlineData("rtsp://192.0.2.10/Streaming/Channels/101?transportmode=unicast", "rtsp://192.0.2.10/Streaming/Channels/101?transportmode=unicast", "")]
    [InlineData("rtsp://admin:hidden-word@192.0.2.10:554/s", "rtsp://192.0.2.10:554/s", "")]
    [InlineData("rtsp://203.0.113.9:8554/s", "rtsp://192.0.2.10:8554/s", "names the host 203.0.113.9")]
    [InlineData("rtsp://192.0.2.10:554/s?user=admin&password=abc&channel=1", "rtsp://192.0.2.10:554/s?user=***&password=***&channel=1", "does not open without it")]
    [InlineData("rtsp://192.0.2.10:554/user=admin_password=tl_Jw_channel=1_stream=0.sdp?real_stream", "rtsp://192.0.2.10:554/user=***_password=***_channel=1_stream=0.sdp?real_stream", "does not open without it")]
    [InlineData("rtsp://192.0.2.10:554/s/hidden-word/1", "rtsp://192.0.2.10:554/s/***/1", "does not open without it")]
    [InlineData("http://192.0.2.10/s", "", "none of RTSP")]
    [InlineData("file:///etc/passwd", "", "none of RTSP")]
    [InlineData("", "", "no address")]
    public void A_stream_s_address_is_the_camera_s_and_holds_no_password(string told, string url, string note)
    {
        var address = StreamAddress.Read(told, Host, "eth0", new CameraCredentials("admin", "hidden-word"));
        Assert.Equal(url, address.Url);
        Assert.Contains(note, address.Note, StringComparison.Ordinal);
        Assert.Equal(note.Length == 0, address.Note.Length == 0);
    }

    [Theory]
    [InlineData("rtsp://[fe80::10]:554/s")]
    [InlineData("rtsp://[fe80::10%25eth7]:554/s")]
    [InlineData("rtsp://[FE80:0::10]:554/s")]
    public void A_link_local_stream_keeps_our_interface(string told)
    {
        var address = StreamAddress.Read(told, IPAddress.Parse("fe80::10%2"), "eth0", null);
        Assert.Equal(("rtsp://[fe80::10%eth0]:554/s", ""), (address.Url, address.Note));
    }

    [Theory]
    [InlineData("<f><Code><Value>s:Sender</Value><Subcode><Value>ter:NotAuthorized</Value></Subcode></Code><Reason><Text>Sender not Authorized</Text></Reason></f>", SoapOutcome.Refused, "the camera refuses the user and password")]
    [InlineData("<f><Code><Value>s:Sender</Value><Subcode><Value>wsse:FailedAuthentication</Value></Subcode></Code></f>", SoapOutcome.Refused, "the camera refuses the user and password")]
    [InlineData("<f><Code><Value>s:Receiver</Value><Subcode><Value>ter:ActionNotSupported</Value><Subcode><Value>ter:NoX</Value></Subcode></Subcode></Code></f>", SoapOutcome.Faulted, "the camera does not know the question")]
    [InlineData("<f><Code><Value>s:Receiver</Value></Code><Reason><Text>out of memory</Text></Reason></f>", SoapOutcome.Faulted, "the camera refuses the question: out of memory")]
    [InlineData("<f><faultcode>x</faultcode><faultstring>old</faultstring></f>", SoapOutcome.Faulted, "the camera refuses the question: old")]
    [InlineData("<f/>", SoapOutcome.Faulted, "the camera refuses the question: it does not say why")]
    public void Faults_are_told_in_plain_words(string xml, SoapOutcome outcome, string expected)
    {
        var reply = SoapFault.Read(Messages.Part(xml), hasPassword: true);
        Assert.Equal((outcome, expected), (reply.Outcome, reply.Fault));
    }

    private static XmlPart Clock(int year, int month, int day, int hour, int minute, int second) => Messages.Part(
        $"<r><SystemDateAndTime><UTCDateTime><Time><Hour>{hour}</Hour><Minute>{minute}</Minute><Second>{second}</Second></Time><Date><Year>{year}</Year><Month>{month}</Month><Day>{day}</Day></Date></UTCDateTime></SystemDateAndTime></r>");
}
