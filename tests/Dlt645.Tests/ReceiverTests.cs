using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Sensors.Dlt645;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Dlt645;

/// <summary>The receiver of the live driver: replies in any pieces and with anything around them.</summary>
public sealed class ReceiverTests
{
    private static readonly (Dlt645Edition Edition, string Reply, uint Identifier, Quality Quality, string Data)[] Replies =
    [
        (Dlt645Edition.Of2007, Frames.Energy, 0x00010000, Quality.Good, "26000000"),
        (Dlt645Edition.Of2007, Frames.VoltageReply, 0x02010100, Quality.Good, "0110"),
        (Dlt645Edition.Of2007, Frames.CurrentReply, 0x02020100, Quality.Good, "994900"),
        (Dlt645Edition.Of2007, Frames.NoData, 0x02020100, Quality.Exception, ""),
        (Dlt645Edition.Of1997, Frames.Reply1997, 0x9010, Quality.Good, "48632400"),
    ];

    public static TheoryData<int> All => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(All))]
    public void Reply_is_found_byte_by_byte_at_every_split_and_after_anything(int which)
    {
        var reply = Frames.Bytes(Replies[which].Reply);
        byte[][] before = [[], [0xFE, 0xFE], [0x00, 0xFF, 0x68], [0x68, 1, 2, 3, 4, 5, 6, 0x68, 0x91], [.. reply[..^3]], [.. reply[..^2], (byte)(reply[^2] ^ 1), 0x16], Frames.Make("000000000999", 0x91, "0000010011223344"), Frames.Make("000000000161", 0x91, "9999010011223344"), Frames.Make("000000000161", 0x11, "00000100")];
        byte[][] after = [[], [0xFE], [0x00]];
        foreach (var noise in before)
        {
            foreach (var tail in after)
            {
                byte[] stream = [.. noise, .. reply, .. tail];
                for (var split = 0; split <= stream.Length; split++)
                {
                    Check(which, stream[..split], stream[split..]);
                }

                Check(which, [.. stream.Select(b => new[] { b })]);
            }
        }
    }

    [Fact]
    public void Reply_of_1997_is_taken()
    {
        var receiver = new Dlt645Receiver(Dlt645Edition.Of1997, echo: false);
        var frame = new byte[64];
        var length = receiver.Begin(Dlt645Address.Wildcard, 0x9010, 4, frame);
        Assert.Equal(Frames.Request1997, Convert.ToHexString(frame.AsSpan(0, length)));
        Assert.Equal(PollProgress.Ended, receiver.Take(Frames.Bytes(Frames.Reply1997)));
        Assert.Equal((Quality.Good, "48632400", "000014359743"), (receiver.Outcome, Convert.ToHexString(receiver.Data), receiver.Answered.ToString()));
    }

    [Fact]
    public void Requests_are_those_of_the_reference()
    {
        var frame = new byte[64];
        Assert.True(Dlt645Address.TryParse("000000000161", out var address));
        Assert.Equal(Frames.EnergyRequest, Convert.ToHexString(frame.AsSpan(0, Dlt645Request.WriteRead(frame, 0, Dlt645Edition.Of2007, address, 0x00010000))));
        Assert.Equal(Frames.AddressRequest, Convert.ToHexString(frame.AsSpan(0, Dlt645Request.WriteReadAddress(frame, 0))));
        var next = frame.AsSpan(0, Dlt645Request.WriteReadNext(frame, 2, Dlt645Edition.Of2007, address, 0x00010000, 1)).ToArray();
        Assert.Equal([0xFE, 0xFE, .. Frames.Make("000000000161", 0x12, "0000010001")], next);
    }

    [Theory]
    [InlineData("000000000161", true, "000000000161")]
    [InlineData("161", false, "")]
    [InlineData("0161", true, "AAAAAAAA0161")]
    [InlineData("aaaaaaaaaaaa", true, "AAAAAAAAAAAA")]
    [InlineData("AAAAAAAA0161", true, "AAAAAAAA0161")]
    [InlineData("AA", false, "")]
    [InlineData("01AA00000161", false, "")]
    [InlineData("0000000001610", false, "")]
    public void Addresses_are_read_as_labels_show_them(string text, bool isAddress, string shown)
    {
        Assert.Equal(isAddress, Dlt645Address.TryParse(text, out var address));
        Assert.True(!isAddress || address.ToString() == shown);
    }

    [Theory]
    [InlineData("", Quality.Timeout)]
    [InlineData("FEFE6861010000", Quality.Truncated)]
    [InlineData("6861010000000068910833333433593333338B16", Quality.Crc)]
    [InlineData("6862010000000068910833333433593333338B16", Quality.WrongUnit)]
    [InlineData(Frames.VoltageReply, Quality.Malformed)]
    public void What_came_in_place_of_the_reply_is_told(string hex, Quality expected)
    {
        var receiver = Begun(0x00010000);
        Assert.Equal(PollProgress.Waiting, receiver.Take(Frames.Bytes(hex)));
        Assert.Equal(expected, receiver.AtTimeout());
        Assert.Equal(expected == Quality.Crc, receiver.HasBadFrame);
    }

    [Fact]
    public void Any_stream_is_taken_and_only_sound_frames_count()
    {
        var seeds = Frames.All.Select(Frames.Bytes).ToList();
        var random = new Random(645);
        var good = 0;
        for (var i = 0; i < FrameFuzz.Inputs / 4; i++)
        {
            var receiver = Begun(0x00010000);
            var stream = FrameFuzz.Mutate(seeds, random);
            var at = 0;
            while (at < stream.Length && receiver.Outcome == Quality.Timeout)
            {
                var length = Math.Min(random.Next(1, 32), stream.Length - at);
                receiver.Take(stream.AsSpan(at, length));
                at += length;
            }

            good += receiver.Outcome == Quality.Good ? 1 : 0;
            Assert.True(receiver.Outcome == Quality.Timeout || Frames.HasSound(stream), Convert.ToHexString(stream));
        }

        Assert.True(good > 100);
    }

    private static void Check(int which, params byte[][] pieces)
    {
        var (edition, reply, identifier, quality, data) = Replies[which];
        var receiver = Begun(identifier, Frames.AddressOf(Frames.Bytes(reply)), edition);
        var progress = PollProgress.Waiting;
        foreach (var piece in pieces)
        {
            progress = progress == PollProgress.Waiting ? receiver.Take(piece) : progress;
        }

        Assert.Equal((PollProgress.Ended, quality, data), (progress, receiver.Outcome, Convert.ToHexString(receiver.Data)));
    }

    private static Dlt645Receiver Begun(uint identifier, string label = "000000000161", Dlt645Edition edition = Dlt645Edition.Of2007)
    {
        var receiver = new Dlt645Receiver(edition, echo: false);
        Assert.True(Dlt645Address.TryParse(label, out var address));
        receiver.Begin(address, identifier, 4, new byte[64]);
        return receiver;
    }
}
