using EdgeAgent.Tests.Support;

namespace EdgeCtl.Tests.Pull;

/// <summary>Gateways that say what cannot be true: refused with where and what, nothing stored, nothing acknowledged.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Lies => new()
    {
        { "\"gw-1/0123456789ABC/event/1\"", "\"gw-2/0123456789ABC/event/1\"", "items[0]: id: 'gw-2/0123456789ABC/event/1' found; expected gw-1/0123456789ABC/event/1" },
        { "urn:edge:gateway:gw-1", "urn:edge:gateway:gw-2", "items[0]: source" },
        { "\"edgeclass\":\"event\"", "\"edgeclass\":\"routine\"", "items[0]: id" },
        { "\"edgeclass\":\"event\"", "\"edgeclass\":\"urgent\"", "items[0]: edgeclass: 'urgent' found; expected alarm, event, routine or bulk" },
        { "\"edgeepoch\":\"0123456789ABC\"", "\"edgeepoch\":\"0123456789ABD\"", "items[0]: id" },
        { "\"sequence\":\"1\"", "\"sequence\":\"01\"", "items[0]: sequence" },
        { "\"sequence\":\"1\"", "\"sequence\":1", "sequence stands there twice, or is no text" },
        { "\"sequence\":\"1\"", "\"sequence\":\"1\",\"sequence\":\"1\"", "sequence stands there twice" },
        { "\"sequence\":\"1\"", "\"sequence\":\"99999999999999999999\"", "items[0]: sequence" },
        { "\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"", "items[0]: specversion: '0.3' found; expected 1.0" },
        { "2026-01-01T00:00:00Z", "yesterday", "items[0]: time: 'yesterday'" },
        { "\"subject\":\"pump\"", "\"subject\":\"pu\\u0000mp\"", "no control characters" },
        { "\"n\":1", "\"n\":1,\"x\":" + new string('[', 70) + new string(']', 70), "no valid JSON" },
        { "edge.event.v1", "edge.gap.v1", "items[0]: data: 'a gap of class " },
        { "\"sequence\":\"1\"", "\"sequence\":\"1\",\"edgefirst\":\"2\"", "items[0]: edgefirst: '2' found; expected a number from 1 to its own, 1" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_summary_that_contradicts_itself_is_refused(string from, string to, string expected)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1, replace: (from, to))));
        Refused(gateway, expected);
    }

    [Theory]
    [InlineData("{\"items\":[", "no valid JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"items\":[]}", "one of items, next, more, head and epoch is missing")]
    [InlineData("{\"items\":{},\"next\":\"x\"}", "items: no list")]
    public async Task An_answer_that_is_no_page_is_refused(string answer, string expected)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Say(answer);
        Refused(gateway, expected);
    }

    [Fact]
    public async Task Numbers_that_do_not_rise_too_many_items_and_a_class_not_asked_for_are_refused()
    {
        await using (var gateway = await ScriptedGateway.StartAsync())
        {
            gateway.Say(ScriptedGateway.Page($"{ScriptedGateway.Item(2)},{ScriptedGateway.Item(2)}"));
            Refused(gateway, "items[1]: 'gw-1/0123456789ABC/event/2' found; expected a number above 2");
        }

        await using (var gateway = await ScriptedGateway.StartAsync())
        {
            gateway.Say(ScriptedGateway.Page(string.Join(',', Enumerable.Range(1, 4).Select(i => ScriptedGateway.Item(i)))));
            Refused(gateway, "items: more than the 3 that were asked for");
        }

        await using (var gateway = await ScriptedGateway.StartAsync())
        {
            gateway.Say(ScriptedGateway.Page(ScriptedGateway.Item(1, "bulk")));
            Refused(gateway, "expected one of a class that was asked for", "--classes", "alarm,event,routine");
        }
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Pages.Enqueue(async context =>
        {
            var piece = new byte[1 << 20];
            Array.Fill(piece, (byte)' ');
            for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        });
        Refused(gateway, "sent more than 16777216 bytes in one answer");
    }

    [Fact]
    public async Task What_is_no_gateway_is_told()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.Id = "../../etc";
        gateway.Say(ScriptedGateway.Page(""));
        Refused(gateway, "tells gateway.id '../../etc'; expected lower-case letters");
    }

    private void Refused(ScriptedGateway gateway, string expected, params string[] more)
    {
        var to = _folder[Guid.NewGuid().ToString("N")];
        var (status, all) = Edgectl.Run(["pull", "--gateway", gateway.Url, "--to", to, "--limit", "3", "--patience", "1", .. more]);
        Assert.Equal(1, status);
        Assert.Contains(expected, all, StringComparison.Ordinal);
        Assert.Empty(gateway.Acknowledged);
        Assert.Empty(Directory.GetFiles(to, "*.ndjson", SearchOption.AllDirectories));
    }
}
