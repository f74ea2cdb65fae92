using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

/// <summary>Whatever became of the files, a buffer opens, tells nothing untrue, passes over nothing, and goes on.</summary>
public sealed class DamageTests
{
    private const int HeaderBytes = 4096;
    private static readonly int Rounds = LongRuns.Rounds(150, 4_000);

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_data_file()
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: false);
        await EachAsync(fixture, "edge.db", (bytes, random, round) =>
        {
            var at = round % 4 == 0 ? random.Next(HeaderBytes) : random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
            return (bytes, $"bit of byte {at}");
        });
        Assert.True(fixture.SameEpoch > Rounds * 4 / 5, $"{fixture.NewEpochs} new epochs");
    }

    [Fact]
    public async Task A_page_of_garbage_or_zeros_anywhere_in_the_data_file()
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: false);
        await EachAsync(fixture, "edge.db", (bytes, random, round) =>
        {
            var page = random.Next(bytes.Length / 4096);
            var target = bytes.AsSpan(page * 4096, 4096);
            target.Clear();
            if (round % 2 == 0)
            {
                random.NextBytes(target);
            }

            return (bytes, $"page {page}");
        });
    }

    [Fact]
    public async Task A_data_file_that_is_cut_anywhere_or_grown()
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: false);
        await EachAsync(fixture, "edge.db", (bytes, random, round) =>
        {
            var length = round == 0 ? 0 : random.Next(bytes.Length + 5_000);
            Array.Resize(ref bytes, length);
            return (bytes, $"length {length}");
        });
    }

    [Fact]
    public async Task A_first_page_that_a_cut_checkpoint_left_torn_is_whole_in_the_log()
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: true);
        foreach (var from in (int[])[0, 16, 44, 512])
        {
            var bytes = fixture.File("edge.db").ToArray();
            new Random(from).NextBytes(bytes.AsSpan(from, 4096 - from));
            using var copy = fixture.Copy("edge.db", bytes);
            await fixture.LiveWithAsync(copy, $"from {from}");
            Assert.Empty(Directory.GetFiles(copy["buffer"], "*corrupt*"));
        }

        Assert.Equal((4, 0UL), (fixture.SameEpoch, fixture.Lost));
    }

    [Fact]
    public async Task A_log_cut_at_any_byte_loses_no_number()
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: true);
        await EachAsync(fixture, "edge.db-wal", (bytes, random, round) =>
        {
            var length = round == 0 ? 0 : random.Next(bytes.Length);
            return (bytes[..length], $"length {length}");
        });
        Assert.Equal(0, fixture.NewEpochs);
        Assert.True(fixture.Lost > 0);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_log_loses_no_number()
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: true);
        await EachAsync(fixture, "edge.db-wal", (bytes, random, _) =>
        {
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
            return (bytes, $"bit of byte {at}");
        });
        Assert.Equal(0, fixture.NewEpochs);
    }

    [Theory]
    [InlineData("edge.db")]
    [InlineData("edge.db-wal")]
    [InlineData("heads")]
    [InlineData("epoch")]
    public async Task A_file_that_is_gone_or_empty(string name)
    {
        using var fixture = new DamageFixture();
        await fixture.MakeAsync(inLog: name == "edge.db-wal");
        foreach (var changed in (byte[]?[])[null, [], [0x55]])
        {
            using var copy = fixture.Copy(name, changed);
            await fixture.LiveWithAsync(copy, $"{name} {changed?.Length}");
        }

        Assert.Equal(name == "edge.db" ? 3 : 0, fixture.NewEpochs);
    }

    [Fact]
    public async Task Only_the_newest_two_damaged_stores_are_kept()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 4; i++)
        {
            await using (var buffer = await BufferFixture.OpenAsync(folder.Path, clock: new ManualClock { UtcMs = 1_790_000_000_000 + (i * 60_000) }))
            {
                await buffer.FillAsync(SummaryClass.Event, 5);
            }

            await File.WriteAllBytesAsync(folder["buffer/edge.db"], new byte[5_000 + i]);
        }

        await using var last = await BufferFixture.OpenAsync(folder.Path, clock: new ManualClock { UtcMs = 1_790_001_000_000 });
        Assert.Equal([5_002L, 5_003L], Directory.GetFiles(folder["buffer"], "edge.db.corrupt-*Z").Order(StringComparer.Ordinal).Select(f => new FileInfo(f).Length));
        Assert.True(last.Status().SizeBytes > 10_000);
    }

    private static async Task EachAsync(DamageFixture fixture, string name, Func<byte[], Random, int, (byte[] Bytes, string What)> damage)
    {
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            var (bytes, what) = damage([.. fixture.File(name)], new Random(seed + round), round);
            using var copy = fixture.Copy(name, bytes);
            await fixture.LiveWithAsync(copy, $"seed {seed} round {round}: {name}, {what}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: {fixture.Unharmed} unharmed, {fixture.SameEpoch} in the same epoch with {fixture.Lost} numbers lost in all, {fixture.NewEpochs} new epochs");
    }
}
