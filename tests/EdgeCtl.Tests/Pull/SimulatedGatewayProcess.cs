using System.Text.Json;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeCtl.Tests.Pull;

/// <summary>A gateway with the agent's own buffer and pull API, in a process that a test kills and starts again on the same store.</summary>
internal sealed class SimulatedGatewayProcess : IDisposable
{
    private readonly string _data;
    private readonly string _id;
    private readonly string[] _more;
    private readonly List<ChildProcess> _processes = [];

    public SimulatedGatewayProcess(string data, string id, params string[] more)
    {
        _data = data;
        _id = id;
        _more = more;
        Port = FakeGatewayView.FreePort();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public ChildProcess Process => _processes[^1];

    public async Task StartAsync(int rate)
    {
        _processes.Add(Edgectl.Start(["simulate", "--gateway", "--listen", $"127.0.0.1:{Port}", "--id", _id, "--data", _data, "--json", "--rate", $"{rate}", .. _more]));
        Assert.True(await Process.SaysAsync("\"kind\":\"begin\"", 60_000), Process.All);
    }

    public void Kill()
    {
        Process.Signal(9);
        Assert.NotNull(Process.WaitForExit(30_000));
    }

    public void Stop()
    {
        Process.Signal(15);
        Assert.Equal(0, Process.WaitForExit(30_000));
    }

    /// <summary>Newest number of each class of each epoch that the gateway said is on its disk.</summary>
    public Dictionary<(string Epoch, string Class), long> Confirmed()
    {
        var heads = new Dictionary<(string, string), long>();
        foreach (var line in _processes.SelectMany(p => p.Output))
        {
            if (!line.EndsWith('}'))
            {
                continue;
            }

            using var json = JsonDocument.Parse(line);
            foreach (var summaryClass in SummaryClasses.All.Select(SummaryClasses.NameOf))
            {
                var key = (json.RootElement.GetProperty("epoch").GetString()!, summaryClass);
                heads[key] = Math.Max(heads.GetValueOrDefault(key), json.RootElement.GetProperty("head").GetProperty(summaryClass).GetInt64());
            }
        }

        return heads;
    }

    public void Dispose() => _processes.ForEach(p => p.Dispose());
}
