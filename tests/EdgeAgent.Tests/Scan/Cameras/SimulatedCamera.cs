using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>The services of an ONVIF camera over real HTTP, written apart from the product: it checks who asks, by a clock of its own.</summary>
internal sealed class SimulatedCamera : IAsyncDisposable
{
    private const string Device = "http://www.onvif.org/ver10/device/wsdl";
    private const string Media = "http://www.onvif.org/ver10/media/wsdl";
    private const string Media2 = "http://www.onvif.org/ver20/media/wsdl";
    private static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    private readonly CameraTraits _traits;
    private readonly CameraGuard _guard;
    private readonly WebApplication _web;
    private readonly List<string> _asked = [];
    private readonly List<string> _hosts = [];

    private SimulatedCamera(CameraTraits traits, IPEndPoint at)
    {
        _traits = traits;
        _guard = new CameraGuard(traits);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(at, l => _ = traits.Certificate is null ? l : l.UseHttps(traits.Certificate)));
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>Operations that were asked for, in order.</summary>
    public IReadOnlyList<string> Asked => Copy(_asked);

    /// <summary>Host headers that came.</summary>
    public IReadOnlyList<string> Hosts => Copy(_hosts);

    /// <summary>Sign-ins that were refused.</summary>
    public int Refusals => _guard.Refusals;

    /// <summary>Port of its HTTP service.</summary>
    public int Port { get; private set; }

    public static async Task<SimulatedCamera> StartAsync(CameraTraits traits, IPEndPoint? at = null)
    {
        var camera = new SimulatedCamera(traits, at ?? new IPEndPoint(IPAddress.Loopback, 0));
        await camera._web.StartAsync();
        camera.Port = new Uri(camera._web.Urls.First()).Port;
        return camera;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static List<string> Copy(List<string> list)
    {
        lock (list)
        {
            return [.. list];
        }
    }

    private static void Add(List<string> list, string text)
    {
        lock (list)
        {
            list.Add(text);
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        Add(_hosts, http.Request.Host.Value ?? "");
        if (_traits.Instead is { } instead)
        {
            await instead(http);
            return;
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var envelope = XDocument.Parse(await reader.ReadToEndAsync()).Root!;
        var question = envelope.Element(Soap + "Body")!.Elements().Single();
        Add(_asked, question.Name.LocalName);
        Assert.Equal($"application/soap+xml; charset=utf-8; action=\"{question.Name.NamespaceName}/{question.Name.LocalName}\"", http.Request.ContentType);
        var isOpen = question.Name.LocalName == "GetSystemDateAndTime";
        if (!isOpen && !_guard.Lets(http, envelope.Element(Soap + "Header")))
        {
            await RefuseAsync(http);
            return;
        }

        var answer = Answer(question, http.Request.Host.Value ?? "");
        http.Response.StatusCode = answer is null ? 500 : 200;
        await WriteAsync(http, answer ?? "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>ter:ActionNotSupported</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en\">no</s:Text></s:Reason></s:Fault>");
    }

    private async Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = _traits.IsHttpDigest ? 401 : 400;
        if (_traits.IsHttpDigest)
        {
            http.Response.Headers.WWWAuthenticate = CameraGuard.Challenges;
        }

        await WriteAsync(http, "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en\">Sender not Authorized</s:Text></s:Reason></s:Fault>");
    }

    private static Task WriteAsync(HttpContext http, string body)
    {
        http.Response.ContentType = "application/soap+xml; charset=utf-8";
        return http.Response.WriteAsync($"<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"{Soap}\" xmlns:ter=\"http://www.onvif.org/ver10/error\" xmlns:tt=\"http://www.onvif.org/ver10/schema\"><s:Body>{body}</s:Body></s:Envelope>");
    }

    private string? Answer(XElement question, string host) => (question.Name.NamespaceName, question.Name.LocalName) switch
    {
        (Device, "GetSystemDateAndTime") => Clock(),
        (Device, "GetDeviceInformation") => "<d:GetDeviceInformationResponse xmlns:d=\"" + Device + "\"><d:Manufacturer>Acme</d:Manufacturer><d:Model>X100</d:Model><d:FirmwareVersion>1.2.3</d:FirmwareVersion><d:SerialNumber>42</d:SerialNumber><d:HardwareId>9</d:HardwareId></d:GetDeviceInformationResponse>",
        (Device, "GetScopes") => $"<d:GetScopesResponse xmlns:d=\"{Device}\"><d:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>onvif://www.onvif.org/name/{_traits.Name}</tt:ScopeItem></d:Scopes></d:GetScopesResponse>",
        (Device, "GetServices") when !_traits.IsOld => $"<d:GetServicesResponse xmlns:d=\"{Device}\">{Service(Device, host, "device_service")}{Service(_traits.IsMedia2 ? Media2 : Media, host, "media")}</d:GetServicesResponse>",
        (Device, "GetCapabilities") => $"<d:GetCapabilitiesResponse xmlns:d=\"{Device}\"><d:Capabilities><tt:Media><tt:XAddr>{Scheme}://{Named(host)}/onvif/media</tt:XAddr></tt:Media></d:Capabilities></d:GetCapabilitiesResponse>",
        (Media, "GetProfiles") when !_traits.IsMedia2 => $"<m:GetProfilesResponse xmlns:m=\"{Media}\">{Profile("main", "H264", 1920, 1080, "25")}{Profile("sub", "H264", 704, 576, "15")}{Profile("tiny", "JPEG", 320, 240, "5")}</m:GetProfilesResponse>",
        (Media2, "GetProfiles") when _traits.IsMedia2 => $"<m:GetProfilesResponse xmlns:m=\"{Media2}\"><m:Profiles token=\"p1\" fixed=\"true\"><m:Name>main</m:Name><m:Configurations><m:VideoEncoder token=\"e1\">{Encoder("H265", 2560, 1440, "12.5")}</m:VideoEncoder></m:Configurations></m:Profiles></m:GetProfilesResponse>",
        (Media, "GetStreamUri") when question.Descendants(XName.Get("Stream", "http://www.onvif.org/ver10/schema")).Single().Value == "RTP-Unicast" => $"<m:GetStreamUriResponse xmlns:m=\"{Media}\"><m:MediaUri><tt:Uri>{Stream(question, host)}</tt:Uri></m:MediaUri></m:GetStreamUriResponse>",
        (Media2, "GetStreamUri") when question.Element(XName.Get("Protocol", Media2))!.Value == "RTSP" => $"<m:GetStreamUriResponse xmlns:m=\"{Media2}\"><m:Uri>{Stream(question, host)}</m:Uri></m:GetStreamUriResponse>",
        _ => null,
    };

    private string Clock()
    {
        var now = _guard.Now;
        return string.Create(CultureInfo.InvariantCulture, $"<d:GetSystemDateAndTimeResponse xmlns:d=\"{Device}\"><d:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime><tt:Time><tt:Hour>{now.Hour}</tt:Hour><tt:Minute>{now.Minute}</tt:Minute><tt:Second>{now.Second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.Year}</tt:Year><tt:Month>{now.Month}</tt:Month><tt:Day>{now.Day}</tt:Day></tt:Date></tt:UTCDateTime></d:SystemDateAndTime></d:GetSystemDateAndTimeResponse>");
    }

    private string Scheme => _traits.Certificate is null ? "http" : "https";

    private string Named(string host) => _traits.NamedHost.Length > 0 ? $"{_traits.NamedHost}:{Port}" : host;

    private string Service(string name, string host, string path) => $"<d:Service><d:Namespace>{name}</d:Namespace><d:XAddr>{Scheme}://{Named(host)}/onvif/{path}</d:XAddr><d:Version><tt:Major>2</tt:Major><tt:Minor>0</tt:Minor></d:Version></d:Service>";

    private string Stream(XElement question, string host) =>
        $"rtsp://edge:right-word@{Named(host)[..Named(host).LastIndexOf(':')]}:554/{question.Element(XName.Get("ProfileToken", question.Name.NamespaceName))!.Value}";

    private static string Profile(string name, string codec, int width, int height, string fps) =>
        $"<m:Profiles token=\"{name}-token\" fixed=\"true\"><tt:Name>{name}</tt:Name><tt:VideoEncoderConfiguration token=\"e\"><tt:Name>e</tt:Name>{Encoder(codec, width, height, fps)}</tt:VideoEncoderConfiguration></m:Profiles>";

    private static string Encoder(string codec, int width, int height, string fps) =>
        $"<tt:Encoding>{codec}</tt:Encoding><tt:Resolution><tt:Width>{width}</tt:Width><tt:Height>{height}</tt:Height></tt:Resolution><tt:RateControl><tt:FrameRateLimit>{fps}</tt:FrameRateLimit></tt:RateControl>";
}
