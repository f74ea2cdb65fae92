using System.Text;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>The question to all cameras: a Probe of WS-Discovery (2005/04, section 5.2), which ONVIF asks with (Core Specification, section 7.3).</summary>
public static class ProbeMessage
{
    /// <summary>A Probe. <paramref name="isTyped"/> asks for network video transmitters; without types everything answers that speaks the protocol.</summary>
    public static byte[] Build(Guid id, bool isTyped)
    {
        var types = isTyped ? "<d:Types xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\">dn:NetworkVideoTransmitter</d:Types>" : "";
        return Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><s:Header>"
            + "<a:Action s:mustUnderstand=\"1\">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
            + $"<a:MessageID>uuid:{id:D}</a:MessageID>"
            + "<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
            + "<a:To s:mustUnderstand=\"1\">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
            + $"</s:Header><s:Body><d:Probe>{types}</d:Probe></s:Body></s:Envelope>");
    }
}
