using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Serial;

/// <summary>A port without permission. Root may open everything, so this program runs itself as nobody.</summary>
public sealed class PermissionTests
{
    private const string Variable = "EDGE_TEST_PORT";
    private const string TestName = "EdgeAgent.Tests.Serial.PermissionTests.Port_without_permission_is_told";

    [Fact]
    public void Port_without_permission_is_told()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } path)
        {
            Check(path);
            return;
        }

        using var pair = new PtyPair();
        using var chmod = new ChildProcess("chmod", ["600", pair.Path]);
        Assert.Equal(0, chmod.WaitForExit(5_000));
        Assert.SkipUnless(Environment.UserName == "root", "only root can become another user");
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "setpriv is missing");
        var runner = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(runner) == "dotnet" ? [runner, typeof(PermissionTests).Assembly.Location] : [runner];
        using (var probe = new ChildProcess("setpriv", [.. Nobody, "test", "-x", self[0]]))
        {
            Assert.SkipUnless(probe.WaitForExit(5_000) == 0, "nobody cannot run the test program where it lies");
        }

        using var child = new ChildProcess("setpriv", [.. Nobody, .. self, "-method", TestName], new Dictionary<string, string> { [Variable] = pair.Path, ["HOME"] = "/tmp", ["DOTNET_CLI_HOME"] = "/tmp" });
        Assert.True(child.WaitForExit(60_000) == 0, child.All);
        Assert.Contains("Total: 1", child.All, StringComparison.Ordinal);
    }

    private static string[] Nobody => ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];

    private static void Check(string path)
    {
        var result = SerialPort.Open(path, new SerialSettings(9600), PortDirection.Auto);
        Assert.Equal(SerialOpenError.Permission, result.Error);
        Assert.Contains("no permission", result.Fault, StringComparison.Ordinal);
    }
}
