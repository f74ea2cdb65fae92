namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>Asks a camera who it is, what its clock says and which streams it gives. Only reads. Stops at the first refusal: cameras lock out whoever tries a wrong password often. Thread-safe.</summary>
/// <param name="credentials">User and password; null for none.</param>
/// <param name="time">Clock and timestamps.</param>
public sealed class CameraInspector(CameraCredentials? credentials, TimeProvider time)
{
    private const int CameraMs = 30_000;
    private const string IncludeCapability = "<IncludeCapability>false</IncludeCapability>";
    private const string MediaCategory = "<Category>Media</Category>";
    private const string VideoEncoder = "<Type>VideoEncoder</Type>";

    /// <summary>Limits each question, with all of its answer, ms.</summary>
    public int RequestMs { get; init; } = 5_000;

    /// <summary>Asks all, within 30 s. Never throws but for <paramref name="stop"/>: <see cref="OperationCanceledException"/>.</summary>
    public async Task<CameraReport> InspectAsync(DiscoveredCamera camera, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(CameraMs), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var report = new CameraReport { Camera = camera, Place = camera.Places[0] };
        foreach (var place in camera.Places)
        {
            using var client = new SoapClient(place.Device, credentials, time, RequestMs);
            var asked = new Asked(client, place, end.Token) { Report = report with { Place = place, Notes = place.Note.Length > 0 ? [place.Note] : [] } };
            try
            {
                await AskAsync(asked);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                asked.Report = asked.Report with { Fault = $"not done within {CameraMs / 1_000} s" };
            }

            report = report.Fault.Length > 0 && !asked.Report.IsAnswering ? report : asked.Report;
            if (report.IsAnswering || limit.IsCancellationRequested)
            {
                break;
            }
        }

        return report;
    }

    private async Task AskAsync(Asked asked)
    {
        var clock = await asked.AskAsync(asked.Place.Device, new SoapQuestion(SoapQuestion.Device, "GetSystemDateAndTime"), isSigned: false);
        if (clock.Outcome == SoapOutcome.Unreachable)
        {
            asked.Fail(clock);
            return;
        }

        TakeClock(asked, clock);
        var device = await asked.AskAsync(asked.Place.Device, new SoapQuestion(SoapQuestion.Device, "GetDeviceInformation"));
        if (device.Outcome is SoapOutcome.Refused or SoapOutcome.Unreachable)
        {
            asked.Fail(device);
            return;
        }

        if (device.Body is { } told)
        {
            asked.Report = asked.Report with
            {
                Maker = CameraReplies.Device(told, "Manufacturer"),
                Model = CameraReplies.Device(told, "Model"),
                Firmware = CameraReplies.Device(told, "FirmwareVersion"),
                Serial = CameraReplies.Device(told, "SerialNumber"),
            };
        }
        else
        {
            asked.Note($"what it is: {device.Fault}");
        }

        if (asked.Report.Camera.Scopes is { Name: "", Hardware: "", Location: "" } && await asked.AskAsync(asked.Place.Device, new SoapQuestion(SoapQuestion.Device, "GetScopes")) is { Body: { } scopes })
        {
            asked.Report = asked.Report with { Camera = asked.Report.Camera with { Scopes = CameraScopes.Of(CameraReplies.Scopes(scopes)) } };
        }

        await AskMediaAsync(asked);
    }

    private void TakeClock(Asked asked, SoapReply reply)
    {
        asked.Report = asked.Report with { IsAnswering = true };
        var askedUtc = time.GetUtcNow() - time.GetElapsedTime(reply.StartedTicks);
        var roundTripMs = (long)time.GetElapsedTime(reply.StartedTicks, reply.EndedTicks).TotalMilliseconds;
        if (reply.Body is { } body && CameraClock.Read(body, askedUtc, roundTripMs) is { } clock)
        {
            asked.Report = asked.Report with { Clock = clock };

            // What it told, not the middle of that second: a token of the future is refused as well.
            asked.Client.CameraUtc = () => clock.ToldUtc + time.GetElapsedTime(reply.EndedTicks);
            return;
        }

        asked.Note($"its clock: {(reply.Fault.Length > 0 ? reply.Fault : "it tells no UTC")}");
    }

    private static async Task AskMediaAsync(Asked asked)
    {
        var services = await asked.AskAsync(asked.Place.Device, new SoapQuestion(SoapQuestion.Device, "GetServices", IncludeCapability));
        var media = services.Body is { } told ? CameraReplies.Service(told, SoapQuestion.Media) : "";
        var media2 = services.Body is { } also ? CameraReplies.Service(also, SoapQuestion.Media2) : "";
        if (services.Outcome is SoapOutcome.Refused or SoapOutcome.Unreachable)
        {
            asked.Fail(services);
            return;
        }

        if (media.Length == 0 && media2.Length == 0)
        {
            var capabilities = await asked.AskAsync(asked.Place.Device, new SoapQuestion(SoapQuestion.Device, "GetCapabilities", MediaCategory));
            if (capabilities.Body is not { } body)
            {
                asked.Fail(capabilities);
                return;
            }

            media = CameraReplies.MediaOfCapabilities(body);
        }

        if (media.Length == 0 && media2.Length == 0)
        {
            asked.Report = asked.Report with { Fault = "it names no media service: it gives no streams" };
            return;
        }

        await AskProfilesAsync(asked, media.Length > 0 ? media : media2, media.Length > 0 ? SoapQuestion.Media : SoapQuestion.Media2);
    }

    private static async Task AskProfilesAsync(Asked asked, string address, string service)
    {
        if (CameraAddress.Pin(address, asked.Place.Host, out var isMoved) is not { } media)
        {
            asked.Report = asked.Report with { Fault = "the address of its media service is none of HTTP" };
            return;
        }

        if (isMoved)
        {
            asked.Note($"its media service's address names another host ({OnvifText.Clean(address, 80)}); the camera's own is asked instead");
        }

        var answer = await asked.AskAsync(media, new SoapQuestion(service, "GetProfiles", service == SoapQuestion.Media2 ? VideoEncoder : ""));
        if (answer.Body is not { } told)
        {
            asked.Fail(answer);
            return;
        }

        var profiles = CameraReplies.Profiles(told);
        foreach (var profile in profiles)
        {
            var stream = await asked.AskAsync(media, SoapQuestion.StreamUri(service, profile.Token));
            asked.Add(stream.Body is { } uri ? asked.WithStream(profile, CameraReplies.StreamUri(uri)) : profile with { Note = $"no address of the stream: {stream.Fault}" });
            if (stream.Outcome is SoapOutcome.Refused or SoapOutcome.Unreachable)
            {
                asked.Fail(stream);
                return;
            }
        }

        if (profiles.Count == 0)
        {
            asked.Report = asked.Report with { Fault = "it has no profile with pictures" };
        }
    }

    /// <summary>One camera while it is asked.</summary>
    private sealed class Asked(SoapClient client, CameraPlace place, CancellationToken end)
    {
        public SoapClient Client => client;

        public CameraPlace Place => place;

        public required CameraReport Report { get; set; }

        public CameraCredentials? Credentials => client.Credentials;

        public Task<SoapReply> AskAsync(Uri service, SoapQuestion question, bool isSigned = true) => client.AskAsync(service, question, isSigned, end);

        public void Fail(SoapReply reply) => Report = Report with { Fault = reply.Fault };

        public void Note(string note) => Report = Report with { Notes = [.. Report.Notes, note] };

        public void Add(CameraProfile profile) => Report = Report with { Profiles = [.. Report.Profiles, profile] };

        public CameraProfile WithStream(CameraProfile profile, string told)
        {
            var address = StreamAddress.Read(told, place.Host, place.Interface, Credentials);
            return profile with { Url = address.Url, Note = address.Note };
        }
    }
}
