using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Sensors.Cjt188;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Cjt188;

/// <summary>The receiver of the live driver: replies in any pieces and with anything around them.</summary>
public sealed class ReceiverTests
{
    public static TheoryData<string> All => [Frames.Water123, Frames.Water0, Frames.Heat];

    [Theory]
    [MemberData(nameof(All))]
    public void Reply_is_found_byte_by_byte_at_every_split_and_after_anything(string hex)
    {
        var reply = Frames.Bytes(hex);
        var body = Frames.Body(reply);
        var other = (byte[])body.Clone();
        other[2] ^= 1;
        other[^2] ^= 1;
        byte[][] before = [[], [0xFE, 0xFE], [0x00, 0xFF, 0x68], [0x68, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x81, 0x60], body[..^3], [.. body[..^2], (byte)(body[^2] ^ 1), 0x16], Frames.Make(0x10, "99000000000000", 0x81, "901F00"), Frames.Make(body[1], Frames.AddressOf(reply), 0x81, "810A00"), Frames.Make(body[1], Frames.AddressOf(reply), 0x01, "901F00")];
        byte[][] after = [[], [0xFE], [0x00]];
        foreach (var noise in before)
        {
            foreach (var tail in after)
            {
                byte[] stream = [.. noise, .. reply, .. tail];
                for (var split = 0; split <= stream.Length; split++)
                {
                    Check(body, stream[..split], stream[split..]);
                }

                Check(body, [.. stream.Select(b => new[] { b })]);
            }
        }
    }

    [Fact]
    public void Requests_are_those_of_the_standard()
    {
        var frame = new byte[64];
        Assert.True(Cjt188Address.TryParse(0x10, "00000805000001", out var address));
        Assert.Equal([0xFE, 0xFE, .. Frames.Make(0x10, "00000805000001", 0x01, "901F07")], frame.AsSpan(0, Cjt188Request.WriteRead(frame, 2, address, Cjt188Order.HighFirst, 0x901F, 7)).ToArray());
        Assert.Equal(Frames.Make(0x10, "00000805000001", 0x01, "1F9007"), frame.AsSpan(0, Cjt188Request.WriteRead(frame, 0, address, Cjt188Order.LowFirst, 0x901F, 7)).ToArray());
        Assert.Equal(Frames.Make(0xAA, "AAAAAAAAAAAAAA", 0x03, "810A00"), frame.AsSpan(0, Cjt188Request.WriteReadAddress(frame, 0, Cjt188Order.HighFirst)).ToArray());
        Assert.Equal(Frames.Make(0x10, "00000805000001", 0x04, "A0170199"), frame.AsSpan(0, Cjt188Request.WriteValve(frame, 0, address, Cjt188Order.HighFirst, false, 1)).ToArray());
    }

    [Theory]
    [InlineData("", Quality.Timeout)]
    [InlineData("FEFE68100100000508", Quality.Truncated)]
    [InlineData("6810010000050800008116901F00002301002C000000002C0000000000000000004916", Quality.Crc)]
    [InlineData(Frames.Water0, Quality.WrongUnit)]
    public void What_came_in_place_of_the_reply_is_told(string hex, Quality expected)
    {
        var receiver = Begun(Frames.Body(Frames.Bytes(Frames.Water123)));
        Assert.Equal(PollProgress.Waiting, receiver.Take(Frames.Bytes(hex)));
        Assert.Equal(expected, receiver.AtTimeout());
        Assert.Equal(expected == Quality.Crc, receiver.HasBadFrame);
    }

    [Fact]
    public void Any_stream_is_taken_and_only_sound_frames_count()
    {
        var seeds = Frames.All.Select(Frames.Bytes).ToList();
        var random = new Random(188);
        var good = 0;
        for (var i = 0; i < FrameFuzz.Inputs / 4; i++)
        {
            var receiver = Begun(Frames.Body(seeds[0]));
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

    private static void Check(byte[] reply, params byte[][] pieces)
    {
        var receiver = Begun(reply);
        var progress = PollProgress.Waiting;
        foreach (var piece in pieces)
        {
            progress = progress == PollProgress.Waiting ? receiver.Take(piece) : progress;
        }

        Assert.Equal((PollProgress.Ended, Quality.Good), (progress, receiver.Outcome));
        Assert.Equal(reply[14..^2], receiver.Payload.ToArray());
    }

    private static Cjt188Receiver Begun(byte[] reply)
    {
        var receiver = new Cjt188Receiver(echo: false);
        Assert.True(Cjt188Address.TryParse(reply[1], Frames.AddressOf(reply), out var address));
        receiver.BeginRead(address, Cjt188Order.HighFirst, 0x901F, 4, new byte[64]);
        return receiver;
    }
}
