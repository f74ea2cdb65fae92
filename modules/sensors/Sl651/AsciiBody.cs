using System.Buffers.Text;

namespace EdgeAgent.Sensors.Sl651;

/// <summary>Goes through the items of a station's body in the ASCII form: symbols and values, parted by spaces. A view of the bytes; allocates nothing.</summary>
internal ref struct AsciiBody(ReadOnlySpan<byte> body, int at)
{
    private const int SeriesLength = 12;
    private const long FiveMinutesMs = 300_000;
    private const long MinuteMs = 60_000;
    private const int TimeDigits = 10;

    private readonly ReadOnlySpan<byte> _body = body;
    private int _at = at;
    private int _tokenAt;
    private long _timeMs;
    private long _stepMs;
    private bool _classDue;
    private ReadOnlySpan<byte> _hour;
    private Sl651Element? _element;
    private int _symbolAt;
    private int _symbolLength;
    private int _seriesIndex = -1;

    /// <summary>The item that was read.</summary>
    public Sl651Item Item { get; private set; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public Sl651Misfit? Misfit { get; private set; }

    /// <summary>Goes on to the next item; false at the end, or when something is wrong.</summary>
    public bool Next()
    {
        if (_hour.Length > 0)
        {
            return NextOfHour();
        }

        while (TryToken(out var token))
        {
            var at = _tokenAt;
            if (_classDue && token.Length == 1)
            {
                _classDue = false;
                Item = new Sl651Item { Kind = Sl651ItemKind.StationClass, Id = Sl651Element.Station, Value = token[0], Offset = at };
                return true;
            }

            _classDue = false;
            if (_seriesIndex >= 0 && _symbolLength > 0)
            {
                Item = NextOfUniform(token, at);
                return true;
            }

            if (TryStep(token, at))
            {
                return true;
            }

            (_symbolAt, _symbolLength) = (at, token.Length);
            if (_seriesIndex >= 0)
            {
                _element = Sl651Element.Find(token);
                continue;
            }

            if (!TryToken(out var value))
            {
                Misfit = new Sl651Misfit("a symbol without a value", "symbol, space, value", at);
                return false;
            }

            if (token.SequenceEqual("ST"u8))
            {
                _classDue = true;
                continue;
            }

            return Read(token, value, at);
        }

        return false;
    }

    private bool Read(ReadOnlySpan<byte> symbol, ReadOnlySpan<byte> value, int at)
    {
        if (symbol.SequenceEqual("TT"u8))
        {
            var utcMs = 0L;
            var isTime = value.Length == TimeDigits && Utf8Parser.TryParse(value, out long digits, out var used) && used == TimeDigits && Sl651Number.TryTime(digits, hasSeconds: false, out utcMs);
            _timeMs = utcMs;
            Item = new Sl651Item { Kind = Sl651ItemKind.Time, Id = Sl651Element.Time, TimeMs = utcMs, Value = double.NaN, Why = isTime ? Sl651Why.None : Sl651Why.NoTime, Offset = at };
            return true;
        }

        if (symbol.SequenceEqual("RGZS"u8))
        {
            Item = new Sl651Item { Kind = Sl651ItemKind.Text, Id = Sl651Element.Manual, Value = double.NaN, Offset = at, TextOffset = _tokenAt, TextLength = _body.Length - _tokenAt };
            _at = _body.Length;
            return true;
        }

        _element = Sl651Element.Find(symbol);
        if (_element is { IsSeries: true })
        {
            var digits = _element.Id == Sl651Element.RainSeries ? 2 : 4;
            if (value.Length != digits * SeriesLength)
            {
                Misfit = new Sl651Misfit("a series of a wrong length", $"{digits * SeriesLength} hex digits", _tokenAt);
                return false;
            }

            _hour = value;
            return NextOfHour();
        }

        var why = Number(value, out var number);
        Item = new Sl651Item
        {
            Kind = Sl651ItemKind.Value, Element = _element, Id = _element?.Id ?? -1, Value = number, Why = why, Offset = at, TextOffset = _symbolAt, TextLength = _symbolLength,
        };
        return true;
    }

    // DRD01, DRH01, DRN05: a step of days, hours or minutes; a series follows.
    private bool TryStep(ReadOnlySpan<byte> token, int at)
    {
        if (token.Length != 5 || !token.StartsWith("DR"u8) || !char.IsAsciiDigit((char)token[3]) || !char.IsAsciiDigit((char)token[4]))
        {
            return false;
        }

        var unitMs = token[2] switch { (byte)'D' => 1_440 * MinuteMs, (byte)'H' => 60 * MinuteMs, (byte)'N' => MinuteMs, _ => 0 };
        if (unitMs == 0)
        {
            return false;
        }

        _stepMs = unitMs * (((token[3] - '0') * 10) + token[4] - '0');
        _seriesIndex = 0;
        _symbolLength = 0;
        Item = new Sl651Item { Kind = Sl651ItemKind.Step, Id = Sl651Element.TimeStep, StepMs = _stepMs, Value = _stepMs / 1000.0, Offset = at };
        return true;
    }

    private Sl651Item NextOfUniform(ReadOnlySpan<byte> token, int at)
    {
        var why = Number(token, out var number);
        return new Sl651Item
        {
            Kind = Sl651ItemKind.Series, Element = _element, Id = _element?.Id ?? -1, Value = number, Why = why, StepMs = _stepMs, Offset = at, TextOffset = _symbolAt, TextLength = _symbolLength,
            TimeMs = _timeMs == 0 ? 0 : _timeMs + (_seriesIndex * _stepMs), Index = _seriesIndex++,
        };
    }

    private bool NextOfHour()
    {
        var digits = _element!.Id == Sl651Element.RainSeries ? 2 : 4;
        var index = SeriesLength - (_hour.Length / digits);
        var text = _hour[..digits];
        var isNumber = Utf8Parser.TryParse(text, out uint raw, out var used, 'X') && used == digits;
        var why = !isNumber ? Sl651Why.NoNumber : raw == (digits == 2 ? 0xFFU : 0xFFFFU) ? Sl651Why.Absent : Sl651Why.None;
        Item = new Sl651Item
        {
            Kind = Sl651ItemKind.Series, Element = _element, Id = _element.Id, Why = why, Value = why == Sl651Why.None ? Sl651Number.Scaled(raw, digits == 2 ? 1 : 2) : double.NaN,
            StepMs = FiveMinutesMs, Index = index, Offset = _tokenAt + (index * digits), TimeMs = _timeMs == 0 ? 0 : _timeMs - ((SeriesLength - 1 - index) * FiveMinutesMs),
        };
        _hour = _hour[digits..];
        return true;
    }

    private bool TryToken(out ReadOnlySpan<byte> token)
    {
        while (_at < _body.Length && _body[_at] == ' ')
        {
            _at++;
        }

        var length = _body[_at..].IndexOf((byte)' ');
        token = length < 0 ? _body[_at..] : _body.Slice(_at, length);
        _tokenAt = _at;
        _at += token.Length;
        return token.Length > 0;
    }

    private static Sl651Why Number(ReadOnlySpan<byte> text, out double value)
    {
        if (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value))
        {
            return Sl651Why.None;
        }

        value = double.NaN;
        return !text.ContainsAnyExcept("FAM-."u8) ? Sl651Why.Absent : Sl651Why.NoNumber;
    }
}
