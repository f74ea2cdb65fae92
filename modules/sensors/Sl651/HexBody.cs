namespace EdgeAgent.Sensors.Sl651;

/// <summary>Goes through the items of a station's body in the HEX form, behind serial and time. A view of the bytes; allocates nothing.</summary>
internal ref struct HexBody(ReadOnlySpan<byte> body, int at, byte function)
{
    private const int SeriesLength = 12;
    private const long FiveMinutesMs = 300_000;
    private const int StationBytes = 5;
    private const int TimeBytes = 5;
    private const byte Uniform = 0x31;

    private readonly ReadOnlySpan<byte> _body = body;
    private int _at = at;
    private long _timeMs;
    private long _stepMs;
    private bool _classDue;
    private ReadOnlySpan<byte> _series;
    private int _seriesId;
    private int _seriesBytes;
    private int _seriesDecimals;
    private int _seriesIndex;

    /// <summary>The item that was read.</summary>
    public Sl651Item Item { get; private set; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public Sl651Misfit? Misfit { get; private set; }

    /// <summary>Goes on to the next item; false at the end, or when something is wrong.</summary>
    public bool Next()
    {
        if (_series.Length > 0)
        {
            return NextOfSeries();
        }

        if (_classDue)
        {
            _classDue = false;
            Item = new Sl651Item { Kind = Sl651ItemKind.StationClass, Id = Sl651Element.Station, Value = _body[_at], Offset = _at };
            _at++;
            return true;
        }

        while (_at < _body.Length)
        {
            var at = _at;
            var id = (int)_body[at];
            var definitionAt = at + 1;
            if (id == Sl651Element.Extended && definitionAt < _body.Length)
            {
                id = (id << 8) | _body[definitionAt];
                definitionAt++;
            }

            if (definitionAt >= _body.Length)
            {
                Misfit = new Sl651Misfit("an element without a definition", "identifier and definition byte", at);
                return false;
            }

            if (id != Sl651Element.Station)
            {
                return Read(id, at, definitionAt);
            }

            // The station's number again; in reports then what sort it is, unless the time or nothing follows.
            _at = definitionAt + 1 + StationBytes;
            if (_at > _body.Length)
            {
                return Short(StationBytes, definitionAt + 1);
            }

            var rest = _body[_at..];
            if (rest.Length > 0 && Sl651Function.HasElements(function) && !(rest.Length > 1 && rest[0] == Sl651Element.Time && rest[1] == Sl651Element.Time))
            {
                _classDue = true;
                return Next();
            }
        }

        return false;
    }

    private bool Read(int id, int at, int definitionAt)
    {
        var definition = _body[definitionAt];
        var dataAt = definitionAt + 1;
        switch (id)
        {
            case Sl651Element.Manual or Sl651Element.Picture or 0xFD:
                _at = _body.Length;
                Item = new Sl651Item
                {
                    Kind = id == Sl651Element.Manual ? Sl651ItemKind.Text : Sl651ItemKind.Raw, Id = id, Value = double.NaN, Offset = at, TextOffset = dataAt, TextLength = _body.Length - dataAt,
                };
                return true;
            case Sl651Element.Time:
                return ReadTime(at, dataAt);
            case Sl651Element.RainSeries:
                return BeginSeries(id, at, dataAt, SeriesLength);
            case >= Sl651Element.FirstLevelSeries and <= Sl651Element.LastLevelSeries:
                return BeginSeries(id, at, dataAt, SeriesLength * 2);
        }

        var bytes = definition >> 3;
        if (bytes == 0)
        {
            Misfit = new Sl651Misfit("an element of no bytes", "1 to 31 in the high 5 bits of its definition", definitionAt);
            return false;
        }

        if (_stepMs > 0 && function == Uniform)
        {
            return BeginUniform(id, at, dataAt, bytes, definition & 7);
        }

        if (dataAt + bytes > _body.Length)
        {
            return Short(bytes, dataAt);
        }

        _at = dataAt + bytes;
        Item = id == Sl651Element.TimeStep ? StepOf(at, _body.Slice(dataAt, bytes)) : ValueOf(id, at, _body.Slice(dataAt, bytes), definition & 7);
        return true;
    }

    private bool ReadTime(int at, int dataAt)
    {
        if (dataAt + TimeBytes > _body.Length)
        {
            return Short(TimeBytes, dataAt);
        }

        _at = dataAt + TimeBytes;
        var isTime = Sl651Number.TryDigits(_body.Slice(dataAt, TimeBytes), out var digits) & Sl651Number.TryTime(digits, hasSeconds: false, out var utcMs);
        _timeMs = isTime ? utcMs : 0;
        Item = new Sl651Item { Kind = Sl651ItemKind.Time, Id = Sl651Element.Time, TimeMs = utcMs, Value = double.NaN, Why = isTime ? Sl651Why.None : Sl651Why.NoTime, Offset = at };
        return true;
    }

    private Sl651Item StepOf(int at, ReadOnlySpan<byte> data)
    {
        // Days, hours, minutes.
        var isStep = Sl651Number.TryDigits(data, out var digits) && data.Length <= 3;
        _stepMs = isStep ? ((((digits / 10_000) * 24) + (digits / 100 % 100)) * 60 + (digits % 100)) * 60_000 : 0;
        return new Sl651Item { Kind = Sl651ItemKind.Step, Id = Sl651Element.TimeStep, StepMs = _stepMs, Value = _stepMs / 1000.0, Why = isStep ? Sl651Why.None : Sl651Why.NoNumber, Offset = at };
    }

    private static Sl651Item ValueOf(int id, int at, ReadOnlySpan<byte> data, int decimals)
    {
        double value;
        Sl651Why why;
        if (id == Sl651Element.Status && data.Length <= 8)
        {
            value = 0;
            why = Sl651Why.None;
            foreach (var b in data)
            {
                value = (value * 256) + b;
            }
        }
        else
        {
            why = Sl651Number.Bcd(data, decimals, out value);
        }

        return new Sl651Item { Kind = Sl651ItemKind.Value, Element = Sl651Element.Find(id), Id = id, Value = value, Why = why, Offset = at };
    }

    private bool BeginSeries(int id, int at, int dataAt, int bytes)
    {
        if (dataAt + bytes > _body.Length)
        {
            return Short(bytes, dataAt);
        }

        (_seriesId, _seriesIndex, _seriesBytes) = (id, 0, bytes / SeriesLength);
        _series = _body.Slice(dataAt, bytes);
        _at = dataAt + bytes;
        return NextOfSeries();
    }

    // One element's values fill the rest of the body.
    private bool BeginUniform(int id, int at, int dataAt, int bytes, int decimals)
    {
        var rest = _body.Length - dataAt;
        if (rest == 0 || rest % bytes != 0)
        {
            Misfit = new Sl651Misfit("a series that ends within a value", $"a multiple of {bytes} bytes", dataAt + (rest - (rest % bytes)));
            return false;
        }

        (_seriesId, _seriesIndex, _seriesBytes, _seriesDecimals) = (id, 0, bytes, decimals);
        _series = _body[dataAt..];
        _at = _body.Length;
        return NextOfSeries();
    }

    private bool NextOfSeries()
    {
        var data = _series[.._seriesBytes];
        var offset = _at - _series.Length;
        var isHour = Sl651Element.IsSeriesId(_seriesId);
        var value = double.NaN;
        var why = !isHour ? Sl651Number.Bcd(data, _seriesDecimals, out value) : !data.ContainsAnyExcept((byte)0xFF) ? Sl651Why.Absent : Sl651Why.None;
        if (isHour && why == Sl651Why.None)
        {
            value = data.Length == 1 ? Sl651Number.Scaled(data[0], 1) : Sl651Number.Scaled((data[0] << 8) | data[1], 2);
        }

        // The hour's series ends at the observation time; a uniform one begins there.
        var stepMs = isHour ? FiveMinutesMs : _stepMs;
        var endMs = _timeMs == 0 ? 0 : isHour ? _timeMs - ((SeriesLength - 1 - _seriesIndex) * stepMs) : _timeMs + (_seriesIndex * stepMs);
        Item = new Sl651Item
        {
            Kind = Sl651ItemKind.Series, Element = Sl651Element.Find(_seriesId), Id = _seriesId, Value = value, Why = why, TimeMs = endMs, StepMs = stepMs, Index = _seriesIndex, Offset = offset,
        };
        _seriesIndex++;
        _series = _series[_seriesBytes..];
        return true;
    }

    private bool Short(int bytes, int dataAt)
    {
        Misfit = new Sl651Misfit("an element that is cut off", Core.Sensing.Decoding.Excerpt.Bytes(bytes), Math.Min(dataAt, _body.Length));
        return false;
    }
}

/// <summary>What is wrong with a body.</summary>
/// <param name="Error">What, one short phrase.</param>
/// <param name="Expected">What should stand there.</param>
/// <param name="Offset">Where, bytes from the body's first.</param>
public sealed record Sl651Misfit(string Error, string Expected, int Offset);
