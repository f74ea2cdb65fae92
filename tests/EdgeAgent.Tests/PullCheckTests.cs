using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>What the doctor says of the pull API's certificate and tokens.</summary>
public sealed class PullCheckTests : IDisposable
{
    private readonly Doctor _doctor = new();
    private readonly TestAuthority _authority = new("District CA");

    public void Dispose()
    {
        _authority.Dispose();
        _doctor.Dispose();
    }

    [Fact]
    public void A_good_certificate_and_token_are_told_with_the_days_that_are_left()
    {
        Prepare(days: 90, token: new string('t', 40));
        var lines = _doctor.Check(_doctor.Folder["data"]).Lines;
        Assert.Equal("ok", Assert.Single(lines, l => l.What == "token brain").Status);
        var tls = Assert.Single(lines, l => l.What == "tls of pull");
        Assert.Equal("ok", tls.Status);
        Assert.Contains("good for 89 days", tls.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, "warn", "good for 19 days")]
    [InlineData(0, "FAIL", "ended at")]
    public void One_that_ends_soon_is_a_warning_and_one_that_has_ended_a_failure(int days, string status, string detail)
    {
        Prepare(days, new string('t', 40));
        var tls = Assert.Single(_doctor.Check(_doctor.Folder["data"]).Lines, l => l.What == "tls of pull");
        Assert.Equal(status, tls.Status);
        Assert.Contains(detail, tls.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(tls.Todo);
    }

    [Fact]
    public void A_key_of_another_certificate_is_a_failure()
    {
        Prepare(days: 90, token: new string('t', 40));
        File.WriteAllText(_doctor.Folder["key.pem"], _authority.Server("other.example").Key);
        Doctor.AssertFails(_doctor.Check(_doctor.Folder["data"]), "tls of pull", "do not belong together");
    }

    [Fact]
    public void A_token_that_is_short_or_missing_is_a_failure_that_tells_nothing_of_it()
    {
        Prepare(days: 90, token: "too-short-a-token");
        var report = _doctor.Check(_doctor.Folder["data"]);
        Doctor.AssertFails(report, "token brain", "17 characters");
        Assert.DoesNotContain(report.Lines, l => l.Detail.Contains("too-short", StringComparison.Ordinal));
        File.Delete(_doctor.Folder["data/secrets/brain-token"]);
        Doctor.AssertFails(_doctor.Check(_doctor.Folder["data"]), "token brain", "is not there");
    }

    private void Prepare(int days, string token)
    {
        var (cert, key) = _authority.Server("gateway.example", days);
        File.WriteAllText(_doctor.Folder["cert.pem"], cert);
        File.WriteAllText(_doctor.Folder["key.pem"], key);
        Directory.CreateDirectory(_doctor.Folder["data/secrets"]);
        File.WriteAllText(_doctor.Folder["data/secrets/brain-token"], token);
        File.SetUnixFileMode(_doctor.Folder["data/secrets/brain-token"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _doctor.WriteSite("/dev/null", $$"""
            "uplinks": [{ "kind": "pull", "listen": "0.0.0.0:{{FakeGatewayView.FreePort()}}",
              "tls": { "cert": "{{_doctor.Folder["cert.pem"]}}", "key": "{{_doctor.Folder["key.pem"]}}" },
              "tokens": [{ "name": "brain", "secret": "brain-token", "scopes": ["read"] }] }]
            """);
    }
}
