using EdgeAgent.Core.Sensing.Framing;

namespace EdgeAgent.Sensors.Nmea;

/// <summary>Collects a sentence byte by byte; `$` always begins one, so that a broken one costs no more than itself. Pure; allocates nothing after it is made; one thread.</summary>
internal sealed class NmeaCollector
{
    private readonly byte[] _bytes = new byte[NmeaSentence.MaxLength];
    private int _length;

    /// <summary>When the sentence's first byte came, ns.</summary>
    public long StartNs { get; private set; }

    /// <summary>Bytes that belonged to no sound sentence; ends of lines are not counted.</summary>
    public int Strays { get; private set; }

    /// <summary>Sentences whose check sum was wrong or missing.</summary>
    public long Bad { get; private set; }

    /// <summary>The sentence that <see cref="Take"/> has completed.</summary>
    public ReadOnlySpan<byte> Sentence => _bytes.AsSpan(0, _length);

    public void Reset()
    {
        Strays += _length;
        _length = 0;
    }

    /// <summary>Takes a byte; true when it completes a sound sentence. <paramref name="ns"/> is when it came.</summary>
    public bool Take(byte next, long ns)
    {
        if (next == '$')
        {
            Fail(_length > 0);
            (_bytes[0], _length, StartNs) = (next, 1, ns);
            return false;
        }

        if (_length == 0)
        {
            Strays += next is (byte)'\r' or (byte)'\n' ? 0 : 1;
            return false;
        }

        _bytes[_length++] = next;
        switch (NmeaSentence.Judge(_bytes.AsSpan(0, _length), out _))
        {
            case FrameVerdict.Frame:
                return true;
            case FrameVerdict.No:
                Fail(isBad: true);
                break;
        }

        return false;
    }

    /// <summary>Forgets the sentence that was completed.</summary>
    public void Done() => _length = 0;

    private void Fail(bool isBad)
    {
        Strays += _length;
        Bad += isBad ? 1 : 0;
        _length = 0;
    }
}
