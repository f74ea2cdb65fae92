using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>What the doctor says about ports, on real pseudo terminals; one that another program uses stays as it is.</summary>
public sealed class PortCheckTests : IDisposable
{
    private const string What = "port rs485-1";
    private const int LimitMs = 10_000;

    // In the shell's own place and without its pipes, so that killing it ends all.
    private const string Wait = "exec sleep 60 > /dev/null 2>&1";

    private readonly Doctor _doctor = new();

    public void Dispose() => _doctor.Dispose();

    [Fact]
    public void A_port_that_does_not_exist_fails()
    {
        _doctor.WriteSite(_doctor.Folder["no-such-port"]);
        Doctor.AssertFails(_doctor.Check(), What, "does not exist");
    }

    [Fact]
    public void A_port_that_is_no_serial_line_fails()
    {
        _doctor.WriteSite("/dev/null");
        Doctor.AssertFails(_doctor.Check(), What, "not a serial line");
    }

    [Fact]
    public void A_free_port_opens()
    {
        using var pty = new PtyPair();
        _doctor.WriteSite(pty.Path);
        var line = Assert.Single(_doctor.Check().Lines, l => l.What == What);
        Assert.Equal("ok", line.Status);
        Assert.Contains("opens", line.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_locked_fails()
    {
        using var pty = new PtyPair();
        using var holder = new ChildProcess("sh", ["-c", $"exec 9< {pty.Path}; flock 9; echo held; {Wait}"]);
        Assert.True(await holder.SaysAsync("held", LimitMs), holder.All);
        _doctor.WriteSite(pty.Path);
        Doctor.AssertFails(_doctor.Check(), What, "held by another");
    }

    [Fact]
    public async Task A_port_that_another_program_has_open_without_a_lock_is_told_and_not_touched()
    {
        using var pty = new PtyPair();
        using var holder = new ChildProcess("sh", ["-c", $"exec < {pty.Path}; stty 1200 -echo; stty -g; {Wait}"]);
        Assert.True(await holder.SaysAsync(":", LimitMs), holder.All);
        pty.Write("kept\n"u8);
        _doctor.WriteSite(pty.Path);
        var report = _doctor.Check();
        Doctor.AssertFails(report, What, "held by another program");
        Assert.Contains($"process {holder.Id}", Assert.Single(report.Lines, l => l.What == What).Detail, StringComparison.Ordinal);

        using var after = new ChildProcess("sh", ["-c", $"exec < {pty.Path}; stty -g; head -n 1"]);
        Assert.Equal(0, after.WaitForExit(LimitMs));
        Assert.Equal([holder.Output.First(), "kept"], after.Output);
    }

    [Fact]
    public void A_port_without_permission_fails()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become a user without rights");
        using var pty = new PtyPair();
        _doctor.WriteSite(pty.Path);
        if (_doctor.CheckUnprivileged() is not { } report)
        {
            Assert.Skip("a user without rights cannot run programs in the folder of this build");
            return;
        }

        Doctor.AssertFails(report, What, "no permission");
        Assert.Contains("dialout", Assert.Single(report.Lines, l => l.What == What).Todo, StringComparison.Ordinal);
    }
}
