using System.Globalization;

namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Reads the answers of a camera's services. What is missing stays empty; nothing throws for what an answer holds.</summary>
public static class CameraReplies
{
    /// <summary>Most profiles of a camera that are taken.</summary>
    public const int MostProfiles = 16;

    private const int MostScopes = 64;
    private const int MostScopeChars = 512;
    private const int MostChars = 128;
    private const int MostPixels = 65_535;
    private const int MostFps = 1_000;

    /// <summary>A member of a GetDeviceInformationResponse, safe to show.</summary>
    public static string Device(XmlPart answer, string member) => OnvifText.Clean(answer.TextAt(member), MostChars);

    /// <summary>Scopes of a GetScopesResponse (ONVIF Core Specification, section 8.3.10), at most 64.</summary>
    public static IReadOnlyList<string> Scopes(XmlPart answer) => [.. answer.All("Scopes").Select(s => s.TextAt("ScopeItem")).Where(s => s.Length is > 0 and <= MostScopeChars).Take(MostScopes)];

    /// <summary>The address of a service in a GetServicesResponse; empty when the camera has none (ONVIF Core Specification, section 8.1.2).</summary>
    public static string Service(XmlPart answer, string service) => answer.All("Service").FirstOrDefault(s => s.TextAt("Namespace") == service)?.TextAt("XAddr") ?? "";

    /// <summary>The address of the media service in a GetCapabilitiesResponse; empty when the camera has none.</summary>
    public static string MediaOfCapabilities(XmlPart answer) => answer.TextAt("Capabilities", "Media", "XAddr");

    /// <summary>Profiles of a GetProfilesResponse of either media service that have pictures.</summary>
    public static IReadOnlyList<CameraProfile> Profiles(XmlPart answer) =>
        [.. answer.All("Profiles").Select(Profile).OfType<CameraProfile>().Take(MostProfiles)];

    /// <summary>The address in a GetStreamUriResponse of either media service.</summary>
    public static string StreamUri(XmlPart answer) => answer.TextAt("MediaUri", "Uri") is { Length: > 0 } uri ? uri : answer.TextAt("Uri");

    private static CameraProfile? Profile(XmlPart profile)
    {
        var encoder = profile.At("VideoEncoderConfiguration") ?? profile.At("Configurations", "VideoEncoder");
        if (profile.Token.Length is 0 or > MostChars || encoder is null)
        {
            return null;
        }

        return new CameraProfile
        {
            Token = profile.Token,
            Name = OnvifText.Clean(profile.TextAt("Name"), MostChars),
            Codec = OnvifText.Clean(encoder.TextAt("Encoding"), 16),
            Width = Pixels(encoder.TextAt("Resolution", "Width")),
            Height = Pixels(encoder.TextAt("Resolution", "Height")),
            Fps = double.TryParse(encoder.TextAt("RateControl", "FrameRateLimit"), NumberStyles.Float, CultureInfo.InvariantCulture, out var fps) && fps is > 0 and <= MostFps ? Math.Round(fps, 2) : 0,
        };
    }

    private static int Pixels(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostPixels ? number : 0;
}
