using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Framing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>
/// Sends a request and finds its reply in a stream of bytes, in any pieces. Pure; allocates nothing after it is made; one thread.
/// Noise, echoes, and replies of other meters or to other requests are passed over: the right one may still come.
/// </summary>
public sealed class Cjt188Receiver(bool echo) : SummedReceiver(new Cjt188Scanner(), echo, LongestRequest)
{
    private const int LongestRequest = 64;

    private readonly byte[] _data = new byte[255];
    private int _dataLength;
    private Cjt188Address _address;
    private ushort _identifier;
    private byte _function;
    private byte _serial;

    /// <summary>Who answered last.</summary>
    public Cjt188Address Answered { get; private set; }

    /// <summary>Payload behind identifier and serial number; valid until the next request.</summary>
    public ReadOnlySpan<byte> Payload => _data.AsSpan(0, _dataLength);

    /// <summary>Forgets everything and writes the request for <paramref name="identifier"/>; answers its length.</summary>
    public int BeginRead(Cjt188Address address, Cjt188Order order, ushort identifier, int wake, Span<byte> frame)
    {
        Begin(address, Cjt188Request.Read, identifier);
        return Sent(frame, Cjt188Request.WriteRead(frame, wake, address, order, identifier, _serial));
    }

    /// <summary>Forgets everything and writes the request that opens or closes the valve; answers its length.</summary>
    public int BeginValve(Cjt188Address address, Cjt188Order order, bool open, int wake, Span<byte> frame)
    {
        Begin(address, Cjt188Request.WriteData, Cjt188Request.Valve);
        return Sent(frame, Cjt188Request.WriteValve(frame, wake, address, order, open, _serial));
    }

    private void Begin(Cjt188Address address, byte function, ushort identifier)
    {
        _address = address;
        _function = function;
        _identifier = identifier;
        _serial++;
        _dataLength = 0;
    }

    /// <inheritdoc/>
    protected override PollProgress Accept(ReadOnlySpan<byte> bytes)
    {
        _ = Cjt188Frame.TryParse(bytes, out var frame);
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

        if (frame.IsError)
        {
            Answered = frame.Address;
            return End(Quality.Exception);
        }

        // The serial number is not compared: many meters answer with one of their own.
        if (frame.Data.Length < Cjt188Request.DataHead || Cjt188Request.IdentifierOf(frame.Data) != _identifier)
        {
            return PassMisfit(bytes.Length);
        }

        Answered = frame.Address;
        var payload = frame.Data[Cjt188Request.DataHead..];
        payload.CopyTo(_data);
        _dataLength = payload.Length;
        return End(Quality.Good);
    }
}
