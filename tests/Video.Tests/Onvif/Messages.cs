using System.Text;
using EdgeAgent.Inference.Video.Onvif;

namespace EdgeAgent.Inference.Video.Tests.Onvif;

/// <summary>Messages as cameras send them, made up after the specifications.</summary>
internal static class Messages
{
    public static readonly Guid Asked = Guid.Parse("0a6dc791-2be6-4991-9af1-454778a1917a");

    /// <summary>A camera's answer, in the manner of gSOAP: prefixes of its own, lists over several lines.</summary>
    public static byte[] Camera(string endpoint = "urn:uuid:4d454930-0000-1000-8000-bcad28000001", string addresses = "http://192.0.2.10/onvif/device_service", string types = "dn:NetworkVideoTransmitter tds:Device", string? relatesTo = null, string? scopes = null) => Utf8($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">
        <SOAP-ENV:Header><wsa:MessageID>uuid:1419d68a-1dd2-11b2-a105-000000000000</wsa:MessageID><wsa:RelatesTo>{relatesTo ?? $"uuid:{Asked}"}</wsa:RelatesTo>
        <wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action><d:AppSequence MessageNumber="1" InstanceId="1"/></SOAP-ENV:Header>
        <SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>{endpoint}</wsa:Address></wsa:EndpointReference>
        <d:Types>{types}</d:Types>
        <d:Scopes>{scopes ?? "onvif://www.onvif.org/type/video_encoder\n onvif://www.onvif.org/name/Lane%203%20east onvif://www.onvif.org/hardware/X100 onvif://www.onvif.org/location/city/shanghai onvif://www.onvif.org/location/gate%20"}</d:Scopes>
        <d:XAddrs>{addresses}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>
        """);

    /// <summary>A body's element, parsed.</summary>
    public static XmlPart Part(string xml)
    {
        var part = XmlPart.Parse(Utf8(xml), out var fault);
        Assert.True(part is not null, fault);
        return part;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
