using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeAgent.Inference.Video.Onvif;
using EdgeAgent.Scan;
using EdgeAgent.Scan.Cameras;
using EdgeAgent.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Tests.Scan.Cameras;

/// <summary>Simulated cameras on loopback, asked one at a time: what is told of them, and what bad ones do to it.</summary>
public sealed class CameraScanTests
{
    private static readonly CameraCredentials Right = new("edge", "right-word");

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(3_600, false, false)]
    [InlineData(-3_600, false, true)]
    [InlineData(3_600, true, false)]
    public async Task A_camera_tells_all_though_its_clock_is_an_hour_off(int clockS, bool isHttpDigest, bool isOld)
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { ClockS = clockS, IsHttpDigest = isHttpDigest, IsOld = isOld });
        var report = await ScanAsync(camera, Right);
        var finding = Assert.Single(report.Findings);
        var told = finding.Report;
        Assert.Equal(("Acme", "X100", "1.2.3", "42", ""), (told.Maker, told.Model, told.Firmware, told.Serial, told.Fault));
        Assert.Equal([("main", "H264", 1920, 1080, 25.0), ("sub", "H264", 704, 576, 15.0), ("tiny", "JPEG", 320, 240, 5.0)], told.Profiles.Select(p => (p.Name, p.Codec, p.Width, p.Height, p.Fps)));
        Assert.Equal(["rtsp://127.0.0.1:554/main-token", "rtsp://127.0.0.1:554/sub-token", "rtsp://127.0.0.1:554/tiny-token"], told.Profiles.Select(p => p.Url));
        Assert.Equal("sub", finding.Chosen!.Name);
        Assert.Equal("lane-3-east", finding.Name);
        Assert.InRange(told.Clock!.OffsetMs, (clockS * 1_000) - told.Clock.ErrorMs, (clockS * 1_000) + told.Clock.ErrorMs);
        Assert.Equal(clockS != 0, told.Clock.IsOff(CameraFinding.ClockLimitMs));
        Assert.Equal(0, camera.Refusals);
        Assert.DoesNotContain("right-word", Everything(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_password_is_refused_once_and_not_tried_again(bool isHttpDigest)
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { IsHttpDigest = isHttpDigest });
        var report = await ScanAsync(camera, new CameraCredentials("edge", "wrong-word"));
        var told = Assert.Single(report.Findings).Report;
        Assert.Equal("the camera refuses the user and password", told.Fault);
        Assert.NotNull(told.Clock);
        Assert.Equal(1, camera.Refusals);
        Assert.DoesNotContain("wrong-word", Everything(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_wants_the_password_as_it_is_does_not_get_it()
    {
        var authorizations = 0;
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits
        {
            Instead = async http =>
            {
                using var reader = new StreamReader(http.Request.Body);
                var isSeen = http.Request.Headers.Authorization.Count > 0 || (await reader.ReadToEndAsync()).Contains("right-word", StringComparison.Ordinal);
                Interlocked.Add(ref authorizations, isSeen ? 1 : 0);
                http.Response.StatusCode = 401;
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"camera\"";
            },
        });
        var told = Assert.Single((await ScanAsync(camera, Right)).Findings).Report;
        Assert.Equal("the camera refuses the user and password", told.Fault);
        Assert.Equal(2, camera.Hosts.Count);
        Assert.Equal(0, authorizations);
    }

    [Theory]
    [InlineData("edge", "the camera wants a user and password")]
    [InlineData("", "")]
    public async Task Without_a_password_a_camera_tells_what_it_tells_anybody(string user, string fault)
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { User = user });
        var told = Assert.Single((await ScanAsync(camera, null)).Findings).Report;
        Assert.Equal(fault, told.Fault);
        Assert.Equal(fault.Length == 0 ? 3 : 0, told.Profiles.Count);
        Assert.NotNull(told.Clock);
    }

    [Fact]
    public async Task A_camera_with_the_second_media_service_alone_is_asked_by_that()
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { IsMedia2 = true, Name = "%E4%B8%9C%E9%97%A8" });
        var finding = Assert.Single((await ScanAsync(camera, Right)).Findings);
        Assert.Equal(new CameraProfile { Token = "p1", Name = "main", Codec = "H265", Width = 2560, Height = 1440, Fps = 12.5, Url = "rtsp://127.0.0.1:554/p1" }, Assert.Single(finding.Report.Profiles));
        Assert.Equal(("x100", "东门", "main"), (finding.Name, finding.Report.Camera.Scopes.Name, finding.Chosen!.Name));
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("evil.example")]
    public async Task A_camera_that_names_another_host_is_asked_itself(string host)
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { NamedHost = host });
        var told = Assert.Single((await ScanAsync(camera, Right)).Findings).Report;
        Assert.Contains(told.Notes, n => n.Contains($"names another host (http://{host}", StringComparison.Ordinal));
        Assert.All(told.Profiles, p => Assert.StartsWith("rtsp://127.0.0.1:554/", p.Url, StringComparison.Ordinal));
        Assert.All(told.Profiles, p => Assert.Contains($"names the host {host}", p.Note, StringComparison.Ordinal));
        Assert.Equal(["GetSystemDateAndTime", "GetDeviceInformation", "GetScopes", "GetServices", "GetProfiles", "GetStreamUri", "GetStreamUri", "GetStreamUri"], camera.Asked);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed()
    {
        await using var other = await SimulatedCamera.StartAsync(new CameraTraits(), new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { Instead = Redirect($"http://127.0.0.2:{other.Port}/onvif/device_service") });
        var told = Assert.Single((await ScanAsync(camera, Right)).Findings).Report;
        Assert.Contains("which is not followed", told.Fault, StringComparison.Ordinal);
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_is_followed_and_an_endless_one_ends()
    {
        await using var real = await SimulatedCamera.StartAsync(new CameraTraits());
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { Instead = Redirect($"http://127.0.0.1:{real.Port}/onvif/device_service") });
        Assert.Equal("X100", Assert.Single((await ScanAsync(camera, Right)).Findings).Report.Model);
        await using var endless = await SimulatedCamera.StartAsync(new CameraTraits { Instead = Redirect("/onvif/device_service") });
        Assert.Contains("which is not followed", Assert.Single((await ScanAsync(endless, Right)).Findings).Report.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage", "no XML")]
    [InlineData("", "no XML")]
    [InlineData("<html/>", "is no SOAP")]
    [InlineData("<s:Envelope xmlns:s=\"x\"><s:Body/></s:Envelope>", "is no SOAP")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "DTD")]
    [InlineData("<s:Envelope xmlns:s=\"x\"><s:Body><a/></s:Body></s:Envelope>", "names no media service")]
    public async Task Garbage_is_told_and_ends_the_questions(string body, string expected)
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { Instead = http => http.Response.WriteAsync(body) });
        var told = Assert.Single((await ScanAsync(camera, Right)).Findings).Report;
        Assert.Contains(expected, string.Join('\n', [.. told.Notes, told.Fault]), StringComparison.Ordinal);
        Assert.NotEmpty(told.Fault);
        Assert.Null(told.Clock);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_answer_is_cut_off(bool hasLength)
    {
        using var endless = new EndlessServer(hasLength);
        var options = new CameraScanOptions { Hosts = [IPAddress.Loopback], Port = endless.Port, Credentials = Right, TimeoutMs = 1_000 };
        var report = await new CameraScan(options, TimeProvider.System, _ => { }, new ScanProgress(TextWriter.Null, false)).RunAsync(CancellationToken.None);
        Assert.Equal("the answer has more than 256 KiB", Assert.Single(report.Findings).Report.Fault);

        // What the kernel's buffers hold comes on top, for each question.
        Assert.True(endless.Sent < 64L << 20, $"{endless.Sent} bytes were taken");
    }

    [Fact]
    public async Task A_camera_that_answers_a_byte_at_a_time_costs_the_time_of_one_question()
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits
        {
            Instead = async http =>
            {
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.WriteAsync(" ");
                    await http.Response.Body.FlushAsync();
                    await Task.Delay(20);
                }
            },
        });
        var place = new CameraPlace(IPAddress.Loopback, "", CameraAddress.Default(IPAddress.Loopback, camera.Port), "");
        var told = await new CameraInspector(Right, TimeProvider.System) { RequestMs = 1_000 }.InspectAsync(new DiscoveredCamera("", new CameraScopes("", "", ""), [place]), CancellationToken.None);
        Assert.Equal(("no whole answer within 1 s", false), (told.Fault, told.IsAnswering));
        Assert.Single(camera.Hosts);
    }

    [Fact]
    public async Task A_camera_with_a_certificate_of_its_own_making_is_asked_by_HTTPS()
    {
        using var authority = new TestAuthority("camera");
        var (cert, key) = authority.Server("camera.example");
        using var pair = X509Certificate2.CreateFromPem(cert, key);
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits { Certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null) });
        var place = new CameraPlace(IPAddress.Loopback, "", new Uri($"https://127.0.0.1:{camera.Port}{CameraAddress.DevicePath}"), "");
        var told = await new CameraInspector(Right, TimeProvider.System).InspectAsync(new DiscoveredCamera("", new CameraScopes("", "", ""), [place]), CancellationToken.None);
        Assert.Equal(("X100", "", 3), (told.Model, told.Fault, told.Profiles.Count));
    }

    [Fact]
    public async Task A_camera_whose_first_address_is_dead_is_asked_at_the_next()
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits(), new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var report = await new CameraScan(Options(camera, Right, IPAddress.Loopback, IPAddress.IPv6Loopback), TimeProvider.System, _ => { }, new ScanProgress(TextWriter.Null, false)).RunAsync(CancellationToken.None);
        var told = Assert.Single(report.Findings).Report;
        Assert.Equal(("X100", "rtsp://[::1]:554/sub-token"), (told.Model, told.Profiles[1].Url));
        Assert.All(camera.Hosts, h => Assert.Equal($"[::1]:{camera.Port}", h));
    }

    [Fact]
    public async Task Nobody_there_is_no_camera()
    {
        await using var camera = await SimulatedCamera.StartAsync(new CameraTraits());
        var options = Options(camera, null, IPAddress.Loopback);
        await camera.DisposeAsync();
        var report = await new CameraScan(options, TimeProvider.System, _ => Assert.Fail("found"), new ScanProgress(TextWriter.Null, false)).RunAsync(CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Contains("no connection", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task> Redirect(string to) => http =>
    {
        http.Response.StatusCode = 307;
        http.Response.Headers.Location = to;
        return Task.CompletedTask;
    };

    private static CameraScanOptions Options(SimulatedCamera camera, CameraCredentials? credentials, params IPAddress[] hosts) =>
        new() { Hosts = hosts, Port = camera.Port, Credentials = credentials, TimeoutMs = 1_000 };

    private static Task<CameraScanReport> ScanAsync(SimulatedCamera camera, CameraCredentials? credentials) =>
        new CameraScan(Options(camera, credentials, IPAddress.Loopback), TimeProvider.System, _ => { }, new ScanProgress(TextWriter.Null, false)).RunAsync(CancellationToken.None);

    // All that the command prints.
    private static string Everything(CameraScanReport report)
    {
        var document = CameraJson.Document(report, CameraSite.Sources(report, "edge"));
        using var json = JsonDocument.Parse(document);
        return string.Join('\n', [document, CameraSite.Text(report, "edge"), .. CameraText.Table(report.Findings), .. CameraText.Remarks(report), .. CameraSite.Remarks(report, "edge")]);
    }
}
