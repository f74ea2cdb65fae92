using System.Security;
using System.Text;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>A question to a service of a camera.</summary>
/// <param name="Service">Namespace of the service.</param>
/// <param name="Name">Name of the operation.</param>
/// <param name="Inner">What stands in its element, XML; its default namespace is the service's.</param>
public sealed record SoapQuestion(string Service, string Name, string Inner = "")
{
    /// <summary>Namespace of the device service.</summary>
    public const string Device = "http://www.onvif.org/ver10/device/wsdl";

    /// <summary>Namespace of the media service.</summary>
    public const string Media = "http://www.onvif.org/ver10/media/wsdl";

    /// <summary>Namespace of the second media service.</summary>
    public const string Media2 = "http://www.onvif.org/ver20/media/wsdl";

    private const string Schema = "http://www.onvif.org/ver10/schema";

    /// <summary>What the message is for.</summary>
    public string Action => $"{Service}/{Name}";

    /// <summary>The stream of a profile, RTP by RTSP and unicast (ONVIF Media Service Specification, section 5.15.1; Media2, section 5.8.1).</summary>
    public static SoapQuestion StreamUri(string service, string profile)
    {
        var token = $"<ProfileToken>{SecurityElement.Escape(profile)}</ProfileToken>";
        return new SoapQuestion(service, "GetStreamUri", service == Media2
            ? $"<Protocol>RTSP</Protocol>{token}"
            : $"<StreamSetup><Stream xmlns=\"{Schema}\">RTP-Unicast</Stream><Transport xmlns=\"{Schema}\"><Protocol>RTSP</Protocol></Transport></StreamSetup>{token}");
    }

    /// <summary>The whole message, UTF-8.</summary>
    public byte[] Envelope(string header) => Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">"
        + (header.Length > 0 ? $"<s:Header>{header}</s:Header>" : "")
        + $"<s:Body><{Name} xmlns=\"{Service}\">{Inner}</{Name}></s:Body></s:Envelope>");
}
