using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Callers that ask too often or read too slowly.</summary>
public sealed class HttpRateTests
{
    private const int SafetyMs = 60_000;

    [Fact]
    public void A_bucket_fills_at_its_rate_up_to_its_burst()
    {
        var table = new RateTable();
        Assert.Equal([0L, 0, 0, 500], Enumerable.Range(0, 4).Select(_ => table.Take("a", 2, 3, 1_000)));
        Assert.InRange(table.Take("a", 2, 3, 1_499), 1, 2);
        Assert.Equal(0, table.Take("a", 2, 3, 1_500));
        Assert.Equal(0, table.Take("b", 2, 3, 1_500));
        Assert.Equal([0L, 0, 0, 500], Enumerable.Range(0, 4).Select(_ => table.Take("a", 2, 3, 1_000_000)));
    }

    [Fact]
    public void Looking_takes_nothing_and_a_clock_that_stands_still_gives_nothing()
    {
        var table = new RateTable();
        Assert.Equal(0, table.WaitMs("a", 1, 1, 5));
        Assert.Equal(0, table.Count);
        Assert.Equal(0, table.Take("a", 1, 1, 5));
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(1_000, table.WaitMs("a", 1, 1, 5)));
    }

    [Fact]
    public void Ten_thousand_callers_take_bounded_memory_and_a_busy_one_is_not_forgotten()
    {
        var table = new RateTable();
        Assert.Equal(0, table.Take("busy", 0.001, 1, 0));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(0, table.Take($"caller {i}", 1, 1, i));
            Assert.InRange(table.Take("busy", 0.001, 1, i), 1, long.MaxValue);
        }

        Assert.Equal(RateTable.Capacity, table.Count);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("::1", "::1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void A_network_of_IPv6_counts_as_one_caller(string address, string key) => Assert.Equal(key, AddressKey.Of(IPAddress.Parse(address)));

    [Fact]
    public async Task More_requests_than_the_rate_are_429_until_time_has_passed()
    {
        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        await using var app = Host(address, new InMemoryBuffer(), ratePerS: 2);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 40; i++)
        {
            answers.Add(await http.GetAsync(i % 2 == 0 ? "/healthz" : "/v1/points"));
        }

        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.OK), 4, 39);
        var refused = answers.First(a => a.StatusCode != HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(1, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Contains("more than 2 requests a second", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Task.Delay(1_100);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task A_reader_that_takes_next_to_nothing_is_cut_off_and_holds_up_nobody()
    {
        var buffer = new InMemoryBuffer();
        for (var i = 0; i < 40; i++)
        {
            await buffer.AppendAsync([TestSummaries.Event(SummaryClass.Event, i, padding: 60_000)], [], CancellationToken.None);
        }

        var address = new IPEndPoint(IPAddress.Loopback, FakeGatewayView.FreePort());
        await using var app = Host(address, buffer, ratePerS: 1_000);
        await app.StartAsync();
        var readers = Enumerable.Range(0, 4).Select(_ => DribbleAsync(address)).ToList();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        while (!readers.TrueForAll(r => r.IsCompleted))
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/summaries?limit=1")).StatusCode);
            await Task.Delay(200);
        }

        Assert.All(await Task.WhenAll(readers), taken => Assert.InRange(taken, 1, SafetyMs / 1_000));
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Host(IPEndPoint address, InMemoryBuffer buffer, int ratePerS) => HttpHost.Build(new HttpParts
    {
        View = new FakeGatewayView(buffer),
        Pull = new PullConfig { Listen = [address], RatePerS = ratePerS },
        Logs = NullLoggerProvider.Instance,
        Time = TimeProvider.System,
    });

    // Asks for more pages of 2.4 MB than the kernel holds, takes a byte a second, and tells how many it got before the end.
    private static async Task<int> DribbleAsync(IPEndPoint address)
    {
        using var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(address);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /v1/summaries HTTP/1.1\r\nHost: localhost\r\n\r\n", 8))));
        var one = new byte[1];
        using var limit = new CancellationTokenSource(SafetyMs);
        for (var taken = 0; ; taken++)
        {
            try
            {
                // A reset shows with the next write, long before what is in the socket has been read.
                if (await stream.ReadAsync(one, limit.Token) == 0)
                {
                    return taken;
                }

                await stream.WriteAsync("\r\n"u8.ToArray(), limit.Token);
            }
            catch (IOException)
            {
                return taken;
            }

            await Task.Delay(1_000, limit.Token);
        }
    }
}
