using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>What the doctor says about the data path, on real file systems, and about the files that a site names.</summary>
public sealed class DataPathCheckTests : IDisposable
{
    private const string What = "data path";

    private readonly Doctor _doctor = new();

    public DataPathCheckTests() => _doctor.WriteSite("/dev/null");

    public void Dispose() => _doctor.Dispose();

    [Fact]
    public void One_that_is_a_file_fails()
    {
        File.WriteAllText(_doctor.Folder["data"], "");
        Doctor.AssertFails(_doctor.Check(), What, "is a file");
    }

    [Fact]
    public void One_below_a_file_fails()
    {
        File.WriteAllText(_doctor.Folder["file"], "");
        Doctor.AssertFails(_doctor.Check(_doctor.Folder["file/data"]), What, "is a file");
    }

    [Fact]
    public void One_that_can_be_made_is_good_and_nothing_is_left_behind()
    {
        var line = Assert.Single(_doctor.Check().Lines, l => l.What == What);
        Assert.Equal("ok", line.Status);
        Assert.Contains("can be made", line.Detail, StringComparison.Ordinal);
        Assert.False(Path.Exists(_doctor.Folder["data"]));
        Assert.Equal(["profiles", "site.json"], Directory.EnumerateFileSystemEntries(_doctor.Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_that_is_read_only_fails()
    {
        using var disk = MemoryDisk.TryMount(_doctor.Folder["disk"], "ro,size=64k", out var reason);
        Assert.SkipWhen(disk is null, reason);
        Doctor.AssertFails(_doctor.Check(disk!.Path), What, "cannot be written");
    }

    [Fact]
    public void One_that_is_full_fails()
    {
        using var disk = MemoryDisk.TryMount(_doctor.Folder["disk"], "size=64k", out var reason);
        Assert.SkipWhen(disk is null, reason);
        File.WriteAllBytes(Path.Combine(disk!.Path, "ballast"), new byte[60 << 10]);
        Assert.Throws<IOException>(() => File.WriteAllBytes(Path.Combine(disk.Path, "more"), new byte[8 << 10]));
        Doctor.AssertFails(_doctor.Check(disk.Path), What, "cannot be written");
    }

    [Fact]
    public void One_with_little_room_warns()
    {
        using var disk = MemoryDisk.TryMount(_doctor.Folder["disk"], "size=8m", out var reason);
        Assert.SkipWhen(disk is null, reason);
        Assert.Equal("warn", Assert.Single(_doctor.Check(disk!.Path).Lines, l => l.What == "space").Status);
    }

    [Fact]
    public void A_missing_secret_and_an_open_one_fail_and_one_for_its_owner_alone_is_good()
    {
        _doctor.WriteSite("/dev/null", "\"uplinks\": [{ \"kind\": \"mqtt\", \"servers\": [\"mqtt://127.0.0.1\"], \"user\": \"u\", \"password\": { \"secret\": \"broker\" } }]");
        Doctor.AssertFails(_doctor.Check(), "secret broker", "is not there");
        Directory.CreateDirectory(_doctor.Folder["data/secrets"]);
        var file = _doctor.Folder["data/secrets/broker"];
        File.WriteAllText(file, "x");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Doctor.AssertFails(_doctor.Check(), "secret broker", "other users can read");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.Contains(_doctor.Check().Lines, l => l is { Status: "ok", What: "secret broker" });
    }

    [Fact]
    public void Certificates_and_keys_that_are_missing_or_no_pem_fail_and_an_open_key_warns()
    {
        var folder = _doctor.Folder;
        _doctor.WriteSite("/dev/null", $$"""
            "uplinks": [{ "kind": "mqtt", "servers": ["mqtts://127.0.0.1"], "ca": "{{folder["ca.pem"]}}", "cert": "{{folder["cert.pem"]}}", "key": "{{folder["key.pem"]}}" }]
            """);
        File.WriteAllText(folder["cert.pem"], "no certificate");
        var report = _doctor.Check();
        Doctor.AssertFails(report, "ca of mqtt", "does not exist");
        Doctor.AssertFails(report, "cert of mqtt", "no PEM");
        Doctor.AssertFails(report, "key of mqtt", "does not exist");

        File.WriteAllText(folder["ca.pem"], "-----BEGIN CERTIFICATE-----\n");
        File.WriteAllText(folder["key.pem"], "-----BEGIN PRIVATE KEY-----\n");
        File.SetUnixFileMode(folder["key.pem"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var lines = _doctor.Check().Lines;
        Assert.Contains(lines, l => l is { Status: "ok", What: "ca of mqtt" });
        Assert.Contains(lines, l => l is { Status: "warn", What: "key of mqtt" } && l.Todo.Contains("chmod 600", StringComparison.Ordinal));
    }
}
