using System.Globalization;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Tests.Buffer;

internal static class Program
{
    private const int Points = 200;

    /// <summary>
    /// With `--minutes DIR COUNT`: lives so many minutes of 200 points as a gateway with one uplink does, prints `wear BYTES SYNCS` and ends without closing anything. Else runs the tests.
    /// </summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["--minutes", var folder, var count])
        {
            return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        }

        var buffer = await BufferFixture.OpenAsync(folder, BufferFixture.Quick with { IdleUpkeep = false });
        await buffer.PutConsumerAsync("uplink", ClassSet.All, CancellationToken.None);
        for (var minute = 0; minute < int.Parse(count, CultureInfo.InvariantCulture); minute++)
        {
            var result = await buffer.AppendAsync(MergeFixture.Minute(Points, minute));
            await buffer.AckAsync("uplink", buffer.Epoch, new Positions(0, 0, result.Seqs[^1], 0), CancellationToken.None);
        }

        await buffer.SettleAsync();
        await buffer.SettleAsync();
        var status = buffer.Status();
        Console.WriteLine($"wear {status.BytesWritten} {status.Syncs}");
        await Console.Out.FlushAsync();
        Environment.Exit(0);
        return 0;
    }
}
