using System.Diagnostics;
using EdgeAgent.Core.Config;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests;

/// <summary>`edgeagent secret` as a process, and what reads what it stored.</summary>
public sealed class SecretTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_piped_in_is_stored_for_the_owner_alone_and_read_back()
    {
        var (status, all) = Run("pass word\n", "set", "broker", "--data", _folder.Path);
        Assert.True(status == 0, all);
        Assert.DoesNotContain("pass word", all, StringComparison.Ordinal);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["secrets/broker"]));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["secrets"]));
        Assert.Equal("pass word", File.ReadAllText(_folder["secrets/broker"]));
        Assert.Equal("pass word", new Secrets(_folder["secrets"], null).Read("broker"));
        Assert.Equal(0, Run("another\r\n", "set", "broker", "--data", _folder.Path).Status);
        Assert.Equal("another", new Secrets(_folder["secrets"], null).Read("broker"));
        Assert.Equal(["broker"], Directory.EnumerateFiles(_folder["secrets"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Names_are_listed_values_are_not_and_removing_removes()
    {
        Run("one", "set", "a", "--data", _folder.Path);
        Run("two", "set", "b.key", "--data", _folder.Path);
        var list = Run("", "list", "--data", _folder.Path);
        Assert.Equal(["a", "b.key"], list.All.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]));
        Assert.DoesNotContain("two", list.All, StringComparison.Ordinal);
        Assert.Equal(0, Run("", "remove", "a", "--data", _folder.Path).Status);
        Assert.Equal(2, Run("", "remove", "a", "--data", _folder.Path).Status);
        Assert.Single(Run("", "list", "--data", _folder.Path).All.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("../lock", "x")]
    [InlineData("Broker", "x")]
    [InlineData("", "x")]
    [InlineData("broker.new", "x")]
    [InlineData("broker", "")]
    public void A_wrong_name_or_no_value_is_refused_and_nothing_is_written(string name, string value)
    {
        var (status, all) = Run(value, "set", name, "--data", _folder.Path);
        Assert.Equal(2, status);
        Assert.Contains(name is "broker" ? "expected 1 to" : "is no name of a secret", all, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["secrets"]));
    }

    [Fact]
    public void A_value_that_is_too_long_is_refused()
    {
        var (status, all) = Run(new string('x', Secrets.MaxBytes + 1), "set", "big", "--data", _folder.Path);
        Assert.Equal(2, status);
        Assert.Contains("expected 1 to 65536", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_of_systemd_goes_first_and_a_file_that_others_can_read_is_refused()
    {
        Directory.CreateDirectory(_folder["credentials"]);
        Directory.CreateDirectory(_folder["secrets"]);
        File.WriteAllText(_folder["secrets/broker"], "from the data path\n");
        var secrets = new Secrets(_folder["secrets"], _folder["credentials"]);
        var open = Assert.Throws<IOException>(() => secrets.Read("broker"));
        Assert.Contains("chmod 600", open.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("from the data path", open.Message, StringComparison.Ordinal);
        File.SetUnixFileMode(_folder["secrets/broker"], OwnerOnly);
        Assert.Equal("from the data path", secrets.Read("broker"));
        File.WriteAllText(_folder["credentials/broker"], "from systemd");
        Assert.Equal("from systemd", secrets.Read("broker"));
        Assert.Contains("edgeagent secret set other", Assert.Throws<IOException>(() => secrets.Read("other")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_prompt_shows_nothing_of_the_value()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (bsdutils) is not installed");
        var (status, all) = Start("script", "hidden-one\n", "-qec", $"{Program} secret set typed --data {_folder.Path}", "/dev/null");
        Assert.True(status == 0, all);
        Assert.Contains("not shown", all, StringComparison.Ordinal);
        Assert.Equal("hidden-one", new Secrets(_folder["secrets"], null).Read("typed"));
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "edgeagent");

    private static (int Status, string All) Run(string input, params string[] arguments) => Start(Program, input, ["secret", .. arguments]);

    private static (int Status, string All) Start(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
