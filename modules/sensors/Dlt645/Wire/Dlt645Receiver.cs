using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Framing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>
/// Asks for data and puts the reply together, follow-up frames included, from a stream of bytes in any pieces. Pure; allocates nothing after it is made; one thread.
/// Noise, echoes, and replies of other meters or to other requests are passed over: the right one may still come.
/// </summary>
public sealed class Dlt645Receiver(Dlt645Edition edition, bool echo) : SummedReceiver(new Dlt645Scanner(), echo, Dlt645Request.MaxWake + Dlt645Frame.Overhead + 8)
{
    private const int MaxData = 2_048;
    private const int MaxFollowUps = 32;

    private readonly byte[] _data = new byte[MaxData];
    private int _dataLength;
    private int _wake;
    private Dlt645Address _address;
    private uint _identifier;
    private byte _sequence;
    private byte _function;

    /// <summary>Error bits of a refusal.</summary>
    public byte ErrorBits { get; private set; }

    /// <summary>Who answered last.</summary>
    public Dlt645Address Answered { get; private set; }

    /// <summary>The data behind the identifier; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Data => _data.AsSpan(0, _dataLength);

    /// <summary>Forgets everything and writes the request for <paramref name="identifier"/>; answers its length.</summary>
    public int Begin(Dlt645Address address, uint identifier, int wake, Span<byte> frame)
    {
        _address = address;
        _identifier = identifier;
        _wake = wake;
        _sequence = 0;
        _dataLength = 0;
        ErrorBits = 0;
        _function = edition == Dlt645Edition.Of2007 ? Dlt645Request.Read2007 : Dlt645Request.Read1997;
        return Sent(frame, Dlt645Request.WriteRead(frame, wake, edition, address, identifier));
    }

    /// <summary>Writes the request for the next part, after <see cref="PollProgress.Next"/>; answers its length.</summary>
    public int Continue(Span<byte> frame)
    {
        _sequence++;
        _function = edition == Dlt645Edition.Of2007 ? Dlt645Request.ReadNext2007 : Dlt645Request.ReadNext1997;
        return Sent(frame, Dlt645Request.WriteReadNext(frame, _wake, edition, _address, _identifier, _sequence));
    }

    /// <inheritdoc/>
    protected override PollProgress Accept(ReadOnlySpan<byte> bytes)
    {
        _ = Dlt645Frame.TryParse(bytes, out var frame);
        if (!frame.IsReply)
        {
            return PassRequest(bytes);
        }

        if (!_address.Matches(frame.Address))
        {
            return PassOther(bytes);
        }

        if (frame.Function != _function)
        {
            return PassMisfit(bytes.Length);
        }

        Answered = frame.Address;
        if (frame.IsError)
        {
            ErrorBits = frame.DataLength > 0 ? frame.Data(0) : (byte)0;
            return End(Quality.Exception);
        }

        return AcceptData(frame, bytes.Length);
    }

    private PollProgress AcceptData(in Dlt645Frame frame, int length)
    {
        var head = Dlt645Request.IdentifierLength(edition);
        var tail = _sequence > 0 && edition == Dlt645Edition.Of2007 ? 1 : 0;
        if (frame.DataLength < head + tail || IdentifierOf(frame, head) != _identifier || (tail > 0 && frame.Data(frame.DataLength - 1) != _sequence))
        {
            return PassMisfit(length);
        }

        var count = frame.DataLength - head - tail;
        if (_dataLength + count + tail > MaxData || _sequence >= MaxFollowUps)
        {
            return End(Quality.Overlong);
        }

        // The copy takes the sequence byte along; the next part, or nobody, goes over it.
        frame.CopyData(head, _data.AsSpan(_dataLength));
        _dataLength += count;
        return frame.HasMore ? PollProgress.Next : End(Quality.Good);
    }

    private static uint IdentifierOf(in Dlt645Frame frame, int bytes)
    {
        var identifier = 0U;
        for (var i = bytes - 1; i >= 0; i--)
        {
            identifier = (identifier << 8) | frame.Data(i);
        }

        return identifier;
    }
}
