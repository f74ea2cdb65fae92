using System.Net;
using System.Text;
using System.Xml.Linq;
using EdgeAgent.Inference.Video.Onvif;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Inference.Video.Tests.Onvif;

/// <summary>Probes and the answers to them.</summary>
public class ProbeReplyTests
{
    private static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly XNamespace Discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_probe_is_what_the_specification_asks_for(bool isTyped)
    {
        var envelope = XDocument.Parse(Encoding.UTF8.GetString(ProbeMessage.Build(Messages.Asked, isTyped))).Root!;
        Assert.Equal(Soap + "Envelope", envelope.Name);
        XNamespace addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
        var header = envelope.Element(Soap + "Header")!;
        Assert.Equal("http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe", header.Element(addressing + "Action")!.Value);
        Assert.Equal("urn:schemas-xmlsoap-org:ws:2005:04:discovery", header.Element(addressing + "To")!.Value);
        Assert.Equal($"uuid:{Messages.Asked}", header.Element(addressing + "MessageID")!.Value);
        var types = envelope.Element(Soap + "Body")!.Element(Discovery + "Probe")!.Element(Discovery + "Types");
        Assert.Equal(isTyped, types is not null);
        Assert.True(types is null || (types.Value == "dn:NetworkVideoTransmitter" && types.GetNamespaceOfPrefix("dn")! == "http://www.onvif.org/ver10/network/wsdl"));
    }

    [Fact]
    public void An_answer_is_read_whole()
    {
        var reply = ProbeReply.Parse(Messages.Camera(), out var fault);
        Assert.True(reply is not null, fault);
        var match = Assert.Single(reply.Matches);
        Assert.Equal($"uuid:{Messages.Asked}", reply.RelatesTo);
        Assert.Equal("urn:uuid:4d454930-0000-1000-8000-bcad28000001", match.Endpoint);
        Assert.Equal(["NetworkVideoTransmitter", "Device"], match.Types);
        Assert.Equal(["http://192.0.2.10/onvif/device_service"], match.Addresses);
        Assert.True(match.IsCamera);
        Assert.Equal(new CameraScopes("Lane 3 east", "X100", "city/shanghai, gate"), CameraScopes.Of(match.Scopes));
    }

    [Fact]
    public void No_cut_of_an_answer_is_taken_or_throws()
    {
        var whole = Messages.Camera();
        var end = whole.AsSpan().LastIndexOf((byte)'>') + 1;
        for (var length = 0; length < end; length++)
        {
            Assert.Null(ProbeReply.Parse(whole.AsSpan(0, length), out var fault));
            Assert.NotEmpty(fault);
        }
    }

    [Fact]
    public void Mutated_answers_never_throw_and_stay_within_limits()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        byte[][] seeds = [Messages.Camera(), ProbeMessage.Build(Messages.Asked, isTyped: true), Messages.Utf8("<a><b token=\"1\">x</b></a>")];
        var collector = new ProbeCollector([Messages.Asked]);
        var rounds = LongRuns.Rounds(20_000, 1_000_000);
        for (var i = 0; i < rounds; i++)
        {
            var input = FrameFuzz.Mutate(seeds, random);
            try
            {
                collector = collector.IsFull ? new ProbeCollector([Messages.Asked]) : collector;
                collector.Take(input, new IPAddress([192, 0, 2, (byte)random.Next(256)]), "eth0", isNear: true);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, input {Convert.ToHexString(input)}: {e}");
            }
        }

        Assert.InRange(collector.Result([]).Cameras.Count, 0, ProbeCollector.MostCameras);
    }

    [Theory]
    [InlineData("", "no XML")]
    [InlineData("hello", "no XML")]
    [InlineData("<a/>", "no ProbeMatches")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;&x;\">]><a>&y;</a>", "DTD")]
    [InlineData("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "DTD")]
    [InlineData("<?xml version=\"1.0\" encoding=\"gb2312\"?><a/>", "no XML")]
    public void What_is_no_answer_is_told(string text, string expected)
    {
        Assert.Null(ProbeReply.Parse(Messages.Utf8(text), out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_count_of_elements_are_limited()
    {
        Assert.Null(XmlPart.Parse(Messages.Utf8(string.Concat(Enumerable.Repeat("<a>", XmlPart.MostDepth + 1)) + string.Concat(Enumerable.Repeat("</a>", XmlPart.MostDepth + 1))), out var deep));
        Assert.Contains("deeper than 32", deep, StringComparison.Ordinal);
        Assert.NotNull(XmlPart.Parse(Messages.Utf8(string.Concat(Enumerable.Repeat("<a>", XmlPart.MostDepth)) + string.Concat(Enumerable.Repeat("</a>", XmlPart.MostDepth))), out _));
        Assert.Null(XmlPart.Parse(Messages.Utf8($"<a>{string.Concat(Enumerable.Repeat("<b/>", XmlPart.MostElements))}</a>"), out var many));
        Assert.Contains("more than 20000", many, StringComparison.Ordinal);
        Assert.Equal(4_096, XmlPart.Parse(Messages.Utf8($"<a>{new string('x', 10_000)}</a>"), out _)!.Text.Length);
    }

    [Fact]
    public void Text_of_a_camera_cannot_steer_a_terminal() =>
        Assert.Equal("a [31mb c", OnvifText.Clean("a\u001b[31mb\u202ec\r\n", 100));
}
