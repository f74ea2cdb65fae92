using System.Net;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Inference.Video.Tests.Onvif;

/// <summary>What becomes of the answers of a search.</summary>
public class ProbeCollectorTests
{
    private static readonly IPAddress First = IPAddress.Parse("192.0.2.10");
    private readonly ProbeCollector _collector = new([Messages.Asked]);

    [Fact]
    public void One_camera_that_answers_often_and_over_several_networks_is_one_with_IPv4_in_front()
    {
        _collector.Take(Messages.Camera(addresses: "http://[fe80::10]/onvif/device_service http://192.0.2.10/onvif/device_service"), IPAddress.Parse("fe80::10%3"), "eth1", isNear: true);
        _collector.Take(Messages.Camera(addresses: "http://[fe80::10]/onvif/device_service http://192.0.2.10/onvif/device_service"), First, "eth0", isNear: true);
        _collector.Take(Messages.Camera(endpoint: "URN:UUID:4D454930-0000-1000-8000-BCAD28000001"), First, "eth0", isNear: true);
        var camera = Assert.Single(_collector.Result([]).Cameras);
        Assert.Equal(["http://192.0.2.10/onvif/device_service", "http://[fe80::10%3]/onvif/device_service"], camera.Places.Select(p => $"http://{CameraAddress.HostOf(p.Host)}{p.Device.AbsolutePath}"));
        Assert.All(camera.Places, p => Assert.Empty(p.Note));
        Assert.Equal("fe80::10%3", camera.Places[1].Device.DnsSafeHost);
        Assert.Equal("Lane 3 east", camera.Scopes.Name);
    }

    [Theory]
    [InlineData("http://203.0.113.9:8080/onvif/device_service")]
    [InlineData("http://evil.example:8080/onvif/device_service")]
    [InlineData("http://user:word@203.0.113.9:8080/onvif/device_service")]
    [InlineData("http://192.0.2.10@203.0.113.9:8080/onvif/device_service")]
    [InlineData("http://192.0.2.10.evil.example:8080/onvif/device_service")]
    public void Another_host_than_the_sender_is_never_called(string told)
    {
        _collector.Take(Messages.Camera(addresses: told), First, "eth0", isNear: true);
        var place = Assert.Single(Assert.Single(_collector.Result([]).Cameras).Places);
        Assert.Equal("http://192.0.2.10:8080/onvif/device_service", place.Device.AbsoluteUri);
        Assert.Contains("answers from 192.0.2.10", place.Note, StringComparison.Ordinal);
        Assert.DoesNotContain("word", place.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://192.0.2.10/x file:///etc/passwd javascript:0 /onvif")]
    public void Without_an_address_that_can_be_used_the_usual_path_is_asked(string told)
    {
        _collector.Take(Messages.Camera(addresses: told), First, "eth0", isNear: true);
        var place = Assert.Single(Assert.Single(_collector.Result([]).Cameras).Places);
        Assert.Equal("http://192.0.2.10/onvif/device_service", place.Device.AbsoluteUri);
        Assert.Contains("no address that can be used", place.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_addresses_the_sender_s_own_is_taken_plain_HTTP_first()
    {
        _collector.Take(Messages.Camera(addresses: "https://192.0.2.10/s http://10.0.0.1/x http://192.0.2.10:81/y"), First, "eth0", isNear: true);
        Assert.Equal("http://192.0.2.10:81/y", _collector.Result([]).Cameras[0].Places[0].Device.AbsoluteUri);
    }

    [Fact]
    public void Malformed_foreign_and_other_answers_are_counted_and_told()
    {
        _collector.Take("garbage"u8, First, "eth0", isNear: true);
        _collector.Take(new byte[ProbeCollector.MostBytes + 1], First, "eth0", isNear: true);
        _collector.Take(Messages.Camera(relatesTo: $"uuid:{Guid.NewGuid()}"), First, "eth0", isNear: true);
        _collector.Take(Messages.Camera(types: "wsdp:Device", scopes: "ldap:///ou=printers"), First, "eth0", isNear: true);
        var result = _collector.Result(["before"]);
        Assert.Empty(result.Cameras);
        Assert.Equal(2, result.Malformed);
        Assert.Equal("before", result.Remarks[0]);
        Assert.StartsWith("2 datagrams could not be read; the first, from 192.0.2.10 is no XML", result.Remarks[1], StringComparison.Ordinal);
        Assert.Equal(["1 answers to questions of somebody else were passed over", "1 device that is no camera answered too"], result.Remarks.Skip(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("urn:uuid:0A6DC791-2BE6-4991-9AF1-454778A1917A")]
    public void A_camera_that_writes_the_question_s_id_otherwise_or_not_at_all_is_taken(string relatesTo)
    {
        _collector.Take(Messages.Camera(relatesTo: relatesTo), First, "eth0", isNear: true);
        Assert.Single(_collector.Result([]).Cameras);
    }

    [Fact]
    public void A_flood_of_one_sender_and_of_many_ends_at_the_limits()
    {
        for (var i = 0; i < 100; i++)
        {
            _collector.Take(Messages.Camera(endpoint: $"uuid:{i}"), First, "eth0", isNear: true);
        }

        Assert.Equal(ProbeCollector.MostOfSender, _collector.Count);
        for (var i = 0; i < ProbeCollector.MostDatagrams; i++)
        {
            _collector.Take(Messages.Camera(endpoint: $"uuid:s{i}"), new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), "eth0", isNear: true);
        }

        var result = _collector.Result([]);
        Assert.True(_collector.IsFull);
        Assert.Equal(ProbeCollector.MostCameras, result.Cameras.Count);
        Assert.Contains(result.Remarks, r => r.Contains("passed over: 256 cameras at most", StringComparison.Ordinal));
        Assert.Contains("only the first 4096 datagrams were read", result.Remarks);
    }

    [Fact]
    public void A_forged_public_sender_is_passed_over_and_told()
    {
        _collector.Take(Messages.Camera(), IPAddress.Parse("203.0.113.9"), "eth0", isNear: false);
        var result = _collector.Result([]);
        Assert.Empty(result.Cameras);
        Assert.Equal(["1 answers from public addresses that are not on the link were passed over, the first from 203.0.113.9"], result.Remarks);
    }

    [Theory]
    [InlineData("192.0.2.10", true)]
    [InlineData("192.0.2.127", true)]
    [InlineData("192.0.2.128", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.64", true)]
    [InlineData("192.169.1.64", false)]
    [InlineData("169.254.3.4", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("2001:db8:0:1::9", true)]
    [InlineData("2001:db8:0:2::9", false)]
    [InlineData("fe80::9%3", true)]
    [InlineData("fd00::9", true)]
    [InlineData("::1", true)]
    public void Near_is_what_is_on_the_link_or_private(string sender, bool isNear)
    {
        var network = new ProbeInterface("eth0", 2, [], HasV6: true, [(IPAddress.Parse("192.0.2.2"), 25), (IPAddress.Parse("2001:db8:0:1::2"), 64)]);
        Assert.Equal(isNear, network.IsNear(IPAddress.Parse(sender)));
    }

    [Fact]
    public void A_camera_with_endless_addresses_keeps_a_few()
    {
        for (var i = 0; i < 50; i++)
        {
            _collector.Take(Messages.Camera(), new IPAddress([10, 0, 0, (byte)i]), "eth0", isNear: true);
        }

        Assert.Equal(ProbeCollector.MostPlaces, Assert.Single(_collector.Result([]).Cameras).Places.Count);
    }
}
