using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests;

/// <summary>`edgeagent check` as a process: its lines, its JSON and its exit status, for a site file and addresses.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly Doctor _doctor = new();

    public void Dispose() => _doctor.Dispose();

    [Fact]
    public void All_faults_of_a_site_file_are_failures()
    {
        _doctor.WriteSite("/dev/null", "\"windws\": {}, \"windows\": { \"length\": \"0 s\" }");
        var (status, lines) = _doctor.Check();
        Assert.Equal(2, status);
        Assert.Contains(lines, l => l.Status == "FAIL" && l.Detail.Contains("windws", StringComparison.Ordinal) && l.Detail.Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Status == "FAIL" && l.Detail.Contains("windows.length", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_stands_twice_is_told_once()
    {
        _doctor.WriteSite("/dev/null");
        var text = File.ReadAllText(_doctor.Folder["site.json"]);
        File.WriteAllText(_doctor.Folder["site.json"], text.Replace("\"unit\": \"m\" }", "\"unit\": \"m\" }, { \"name\": \"level\", \"register\": \"holding/9\" }", StringComparison.Ordinal));
        var line = Assert.Single(_doctor.Check().Lines, l => l.What == "site file");
        Assert.Contains("sources[0].devices[0].points[1].name", line.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_in_use_fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _doctor.WriteSite("/dev/null", $"\"console\": {{ \"listen\": \"127.0.0.1:{port}\" }}");
        Doctor.AssertFails(_doctor.Check(), $"listen {port}", "in use");
    }

    [Fact]
    public void People_get_aligned_lines_without_colour_in_a_pipe()
    {
        _doctor.WriteSite("/dev/null");
        using var process = _doctor.Start();
        Assert.Equal(2, process.WaitForExit(60_000));
        Assert.Contains(process.Output, l => l.StartsWith("ok    site file      ", StringComparison.Ordinal));
        Assert.DoesNotContain(process.Output, l => l.Contains('\u001b', StringComparison.Ordinal));
        Assert.Matches("^[0-9]+ ok, [0-9]+ warnings, [0-9]+ failures$", process.Output.Last());
    }
}
