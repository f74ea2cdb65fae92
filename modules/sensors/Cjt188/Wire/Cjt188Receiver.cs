using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>
/// Sends a request and finds its reply in a stream of bytes, in any pieces. Pure; allocates nothing after it is made; one thread.
/// Noise, echoes, and replies of other meters or to other requests are passed over: the right one may still come.
/// </summary>
public sealed class Cjt188Receiver(bool echo)
{
    private readonly Cjt188Scanner _scanner = new();
    private readonly byte[] _sent = new byte[64];
    private readonly byte[] _data = new byte[255];
    private int _sentLength;
    private int _dataLength;
    private Cjt188Address _address;
    private ushort _identifier;
    private byte _function;
    private byte _serial;
    private bool _awaitsEcho;
    private bool _sawOther;
    private int _strays;
    private Quality _misfit;

    /// <summary>How the exchange ended, once <see cref="Take"/> has answered <see cref="PollProgress.Ended"/>.</summary>
    public Quality Outcome { get; private set; }

    /// <summary>Who answered last.</summary>
    public Cjt188Address Answered { get; private set; }

    /// <summary>Payload behind identifier and serial number; valid until the next request.</summary>
    public ReadOnlySpan<byte> Payload => _data.AsSpan(0, _dataLength);

    /// <summary>See <see cref="PollJob.HasBadFrame"/>.</summary>
    public bool HasBadFrame => _scanner.SawDamaged;

    /// <summary>See <see cref="PollJob.Strays"/>.</summary>
    public int Strays => _strays + _scanner.Strays;

    /// <summary>Forgets everything and writes the request for <paramref name="identifier"/>; answers its length.</summary>
    public int BeginRead(Cjt188Address address, Cjt188Order order, ushort identifier, int wake, Span<byte> frame)
    {
        Begin(address, Cjt188Request.Read, identifier);
        return Keep(frame, Cjt188Request.WriteRead(frame, wake, address, order, identifier, _serial));
    }

    /// <summary>Forgets everything and writes the request that opens or closes the valve; answers its length.</summary>
    public int BeginValve(Cjt188Address address, Cjt188Order order, bool open, int wake, Span<byte> frame)
    {
        Begin(address, Cjt188Request.WriteData, Cjt188Request.Valve);
        return Keep(frame, Cjt188Request.WriteValve(frame, wake, address, order, open, _serial));
    }

    /// <summary>Takes bytes.</summary>
    public PollProgress Take(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            _scanner.Take(ref bytes);
            while (_scanner.TryNext(out var frame))
            {
                if (Accept(frame) == PollProgress.Ended)
                {
                    return PollProgress.Ended;
                }
            }

            if (bytes.IsEmpty)
            {
                return PollProgress.Waiting;
            }
        }
    }

    /// <summary>What to call the exchange when its time is over.</summary>
    public Quality AtTimeout() => _misfit != Quality.Good ? _misfit
        : _scanner.SawDamaged ? Quality.Crc
        : _sawOther ? Quality.WrongUnit
        : _scanner.Held > 0 ? Quality.Truncated
        : Quality.Timeout;

    private void Begin(Cjt188Address address, byte function, ushort identifier)
    {
        _address = address;
        _function = function;
        _identifier = identifier;
        _serial++;
        _dataLength = 0;
        Outcome = Quality.Timeout;
    }

    private int Keep(Span<byte> frame, int length)
    {
        var sent = frame[..length].TrimStart(Cjt188Frame.Wake);
        sent.CopyTo(_sent);
        _sentLength = sent.Length;
        _scanner.Reset();
        _awaitsEcho = echo;
        _sawOther = false;
        _strays = 0;
        _misfit = Quality.Good;
        return length;
    }

    private PollProgress Accept(ReadOnlySpan<byte> bytes)
    {
        _ = Cjt188Frame.TryParse(bytes, out var frame);
        if (!frame.IsReply)
        {
            var isEcho = _awaitsEcho && bytes.TrimStart(Cjt188Frame.Wake).SequenceEqual(_sent.AsSpan(0, _sentLength));
            _awaitsEcho &= !isEcho;
            return Pass(isEcho ? 0 : bytes.Length, Quality.Good);
        }

        if (!_address.Matches(frame.Address))
        {
            _sawOther = true;
            return Pass(bytes.Length, Quality.Good);
        }

        if (frame.Function != _function)
        {
            return Pass(bytes.Length, Quality.Malformed);
        }

        if (frame.IsError)
        {
            Answered = frame.Address;
            return End(Quality.Exception);
        }

        // The serial number is not compared: many meters answer with one of their own.
        if (frame.Data.Length < Cjt188Request.DataHead || Cjt188Request.IdentifierOf(frame.Data) != _identifier)
        {
            return Pass(bytes.Length, Quality.Malformed);
        }

        Answered = frame.Address;
        var payload = frame.Data[Cjt188Request.DataHead..];
        payload.CopyTo(_data);
        _dataLength = payload.Length;
        return End(Quality.Good);
    }

    private PollProgress Pass(int strays, Quality misfit)
    {
        _strays += strays;
        _misfit = misfit != Quality.Good ? misfit : _misfit;
        return PollProgress.Waiting;
    }

    private PollProgress End(Quality quality)
    {
        Outcome = quality;
        return PollProgress.Ended;
    }
}
