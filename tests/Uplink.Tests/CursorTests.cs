using EdgeAgent.Core.Buffering;
using EdgeAgent.Uplink.Pull;

namespace EdgeAgent.Tests.Uplink;

public sealed class CursorTests
{
    private static readonly Positions Some = new(1, 2, 3, ulong.MaxValue);
    private readonly CursorCodec _codec = new("gw-1", "0123456789ABC", new byte[32]);

    [Fact]
    public void Comes_back_as_it_went()
    {
        Assert.Equal(CursorState.Good, _codec.TryRead("city", _codec.Write("city", Some), out var back));
        Assert.Equal(Some, back);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_found()
    {
        var text = _codec.Write("city", Some);
        for (var bit = 0; bit < text.Length * 7; bit++)
        {
            var chars = text.ToCharArray();
            chars[bit / 7] ^= (char)(1 << (bit % 7));
            Assert.Equal(CursorState.Foreign, _codec.TryRead("city", new string(chars), out _));
        }

        for (var length = 0; length < text.Length; length++)
        {
            Assert.Equal(CursorState.Foreign, _codec.TryRead("city", text[..length], out _));
        }
    }

    [Fact]
    public void Belongs_to_one_gateway_consumer_and_key()
    {
        var text = _codec.Write("city", Some);
        var otherKey = new byte[32];
        otherKey[5] = 1;
        Assert.Equal(CursorState.Foreign, _codec.TryRead("other", text, out _));
        Assert.Equal(CursorState.Foreign, new CursorCodec("gw-2", "0123456789ABC", new byte[32]).TryRead("city", text, out _));
        Assert.Equal(CursorState.Foreign, new CursorCodec("gw-1", "0123456789ABC", otherKey).TryRead("city", text, out _));
        Assert.Equal(CursorState.OldEpoch, new CursorCodec("gw-1", "ZZZZZZZZZZZZZ", otherKey).TryRead("city", text, out _));
    }
}
