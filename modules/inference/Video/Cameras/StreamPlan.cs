namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>How a camera's pictures come.</summary>
public enum StreamKind
{
    /// <summary>RTSP with the pictures over the same TCP connection (RFC 2326, 10.12).</summary>
    Rtsp,

    /// <summary>JPEG pictures in a multipart answer, or any other stream, over HTTP.</summary>
    Http,

    /// <summary>A V4L2 device of the gateway.</summary>
    Device,

    /// <summary>A clip on disk, in its own time.</summary>
    File,
}

/// <summary>Where a camera's pictures come from. Holds no secret.</summary>
/// <param name="Kind">How they come.</param>
/// <param name="Address">URL without user and password, path of the device or of the clip.</param>
public sealed record StreamPlan(StreamKind Kind, string Address)
{
    /// <summary>Name of the user; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>Name of the secret that holds the password; empty for none.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Most frames a second that are looked at, 0.2 to 30.</summary>
    public double Rate { get; init; } = 5;

    /// <summary>Size that is asked of a device, as in 1280x720; empty: its own.</summary>
    public string Size { get; init; } = "";

    /// <summary>True when a clip begins anew at its end.</summary>
    public bool Repeats { get; init; } = true;

    /// <summary>What the site file may say, for messages.</summary>
    public const string Expected = "rtsp://host/path, rtsps://, http://, https://, v4l2:/dev/videoN or file:/path of a clip; the user beside it in \"user\", the password's name in \"secret\"";

    /// <summary>Reads the `url` of a camera; false with why it cannot be used.</summary>
    public static bool TryParse(string url, out StreamPlan plan, out string fault)
    {
        plan = new StreamPlan(StreamKind.File, "");
        if (url.Any(c => char.IsControl(c) || c is '\'' or '\\'))
        {
            fault = "holds a control character, a quotation mark or a backslash";
            return false;
        }

        if (PathOf(url, "v4l2:") is { } device)
        {
            plan = new StreamPlan(StreamKind.Device, device);
            fault = device.StartsWith("/dev/", StringComparison.Ordinal) && Path.GetFullPath(device) == device ? "" : "names no device under /dev";
            return fault.Length == 0;
        }

        if (PathOf(url, "file:") is { } path)
        {
            plan = new StreamPlan(StreamKind.File, path);
            fault = Path.IsPathRooted(path) ? "" : "names no file by its whole path";
            return fault.Length == 0;
        }

        return TryParseNetwork(url, out plan, out fault);
    }

    private static bool TryParseNetwork(string url, out StreamPlan plan, out string fault)
    {
        plan = new StreamPlan(StreamKind.Rtsp, "");
        var at = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (at < 3 || url.Any(char.IsWhiteSpace) || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("rtsp" or "rtsps" or "http" or "https") || uri.Host.Length == 0)
        {
            fault = "is no address of a camera";
            return false;
        }

        // An empty user before the @ is one too: the user's own is put there.
        var end = url.AsSpan(at).IndexOfAny("/?#");
        if (url.AsSpan(at, end < 0 ? url.Length - at : end).Contains('@'))
        {
            fault = "holds a user or password, which do not belong into an address";
            return false;
        }

        plan = new StreamPlan(uri.Scheme is "rtsp" or "rtsps" ? StreamKind.Rtsp : StreamKind.Http, uri.Scheme + url[(at - 3)..]);
        fault = "";
        return true;
    }

    private static string? PathOf(string url, string scheme) => url.StartsWith(scheme, StringComparison.Ordinal) ? (url[scheme.Length..] is var path && path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path) : null;
}
