namespace EdgeAgent.Core.Config;

/// <summary>
/// Checks unit codes by the grammar of UCUM (the Unified Code for Units of Measure, case-sensitive form, section 2): terms of atoms with prefixes and exponents,
/// joined by `.` and `/`, parentheses, whole numbers and annotations in braces. `kvar` and `kvar.h` are allowed besides. Pure; any thread.
/// </summary>
public static class UnitCode
{
    private const int MaxDepth = 8;
    private const char Micro = '\u00B5';
    private const char GreekMu = '\u03BC';
    private const string Form = "a UCUM code, as in m, Cel, kPa, m3/h, kW.h, %, or kvar, kvar.h";

    /// <summary>What people write, and the code for it.</summary>
    private static readonly (string Written, string Code)[] Habits =
    [
        ("°C", "Cel"), ("℃", "Cel"), ("degC", "Cel"), ("Celsius", "Cel"), ("°F", "[degF]"), ("degF", "[degF]"), ("°", "deg"), ("Ω", "Ohm"), ("ohm", "Ohm"), ("³", "3"), ("²", "2"), ("⁻¹", "-1"),
        ("·", "."), ("^", ""), ("*", "."), ("kVArh", "kvar.h"), ("kvarh", "kvar.h"), ("kVAr", "kvar"), ("Kvar", "kvar"), ("kWh", "kW.h"), ("MWh", "MW.h"), ("Wh", "W.h"), ("kVAh", "kV.A.h"), ("kVA", "kV.A"), ("VA", "V.A"), ("Ah", "A.h"),
        ("RH", "%"), ("%RH", "%"), ("ppm", "[ppm]"), ("ppb", "[ppb]"), ("psi", "[psi]"), ("pH", "[pH]"), ("dBA", "dB[SPL]"), ("dB(A)", "dB[SPL]"), ("mH2O", "m[H2O]"), ("mmHg", "mm[Hg]"), ("mmH2O", "mm[H2O]"),
        ("rpm", "/min"), ("r/min", "/min"), ("bps", "bit/s"), ("fps", "/s"), ("sec", "s"), ("hour", "h"), ("hours", "h"), ("hr", "h"), ("day", "d"), ("days", "d"), ("year", "a"), ("minute", "min"), ("minutes", "min"),
        ("Hour", "h"), ("KW", "kW"), ("KPa", "kPa"), ("Mpa", "MPa"), ("MPA", "MPa"), ("kpa", "kPa"), ("hpa", "hPa"), ("NTU", "{NTU}"), ("pcs", "{pcs}"), ("count", "{count}"), ("ton", "t"), ("byte", "By"), ("KB", "KiBy"), ("HZ", "Hz"), ("hz", "Hz"),
    ];

    private static readonly string[] Common =
    [
        "m", "mm", "cm", "km", "m2", "m3", "L", "mL", "m3/h", "L/s", "L/min", "m/s", "m/s2", "km/h", "s", "ms", "min", "h", "d", "a", "K", "Cel", "Pa", "hPa", "kPa", "MPa", "bar", "mbar",
        "V", "mV", "kV", "A", "mA", "kA", "mW", "W", "kW", "MW", "V.A", "kV.A", "kvar", "W.h", "kW.h", "MW.h", "kvar.h", "kV.A.h", "J", "kJ", "MJ", "GJ", "Hz", "kHz", "Ohm", "kOhm", "S", "uS/cm", "mS/cm",
        "N", "kN", "g", "kg", "t", "mg/L", "ug/m3", "mg/m3", "mol", "cd", "lm", "lx", "deg", "rad", "%", "[ppm]", "[ppb]", "[pH]", "dB", "dB[SPL]", "m[H2O]", "mm[H2O]", "mm[Hg]", "bit", "By", "bit/s", "W/m2", "uSv/h", "1", "/min",
    ];

    /// <summary>
    /// What is wrong with a code and what was expected, or null for a good one. The empty text, a pure number or state, is good.
    /// </summary>
    public static (string Problem, string Expected)? Fault(string code)
    {
        if (code.Length == 0)
        {
            return null;
        }

        var reader = new Reader(code);
        var problem = reader.Read();
        if (problem is null)
        {
            return null;
        }

        var meant = Meant(code);
        return ($"\"{JsonShow.Cut(code)}\" is no unit code: {problem}{(meant is null ? "" : $"; did you mean \"{meant}\"?")}", Form);
    }

    private static string? Meant(string code)
    {
        var whole = Habits.FirstOrDefault(h => string.Equals(h.Written, code, StringComparison.OrdinalIgnoreCase)).Code;
        if (whole is not null && IsGood(whole))
        {
            return whole;
        }

        var text = code.Trim().Replace(Micro, 'u').Replace(GreekMu, 'u');
        foreach (var (written, replacement) in Habits.Where(h => !char.IsAsciiLetter(h.Written[0])))
        {
            text = text.Replace(written, replacement, StringComparison.Ordinal);
        }

        text = string.Join('/', text.Split('/').Select(part => Habits.FirstOrDefault(h => h.Written == part).Code ?? part)).Replace(' ', '.');
        if (IsGood(text))
        {
            return text;
        }

        // A text of one or two letters is near to everything.
        return text.Length > 2 ? NearestWord.Of(text, Common) : Common.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsGood(string code) => code.Length > 0 && new Reader(code).Read() is null;

    /// <summary>A cursor over one code; each method answers what is wrong, or null.</summary>
    private ref struct Reader(ReadOnlySpan<char> code)
    {
        private readonly ReadOnlySpan<char> _code = code;
        private int _at;

        public string? Read() => ReadTerm(0) ?? (_at == _code.Length ? null : $"'{_code[_at]}' at character {_at + 1} does not belong there");

        private string? ReadTerm(int depth)
        {
            if (Peek() == '/')
            {
                _at++;
            }

            while (true)
            {
                if (ReadComponent(depth) is { } problem)
                {
                    return problem;
                }

                if (Peek() is not ('.' or '/'))
                {
                    return null;
                }

                _at++;
            }
        }

        private string? ReadComponent(int depth) => Peek() switch
        {
            '\0' => "it ends where a unit should stand",
            '(' => ReadGroup(depth),
            '{' => ReadAnnotation(),
            _ => ReadUnit(),
        };

        private string? ReadGroup(int depth)
        {
            if (depth == MaxDepth)
            {
                return $"more than {MaxDepth} parentheses in one another";
            }

            _at++;
            if (ReadTerm(depth + 1) is { } problem)
            {
                return problem;
            }

            if (Peek() != ')')
            {
                return "a ')' is missing";
            }

            _at++;
            return null;
        }

        private string? ReadAnnotation()
        {
            var end = _code[_at..].IndexOf('}');
            if (end < 0)
            {
                return "a '}' is missing";
            }

            foreach (var c in _code.Slice(_at + 1, end - 1))
            {
                if (c is < '!' or > '~' or '{')
                {
                    return $"'{c}' may not stand in an annotation";
                }
            }

            _at += end + 1;
            return null;
        }

        private string? ReadUnit()
        {
            var start = _at;
            SkipSymbol();
            var symbol = _code[start.._at];
            if (symbol.Length == 0)
            {
                return $"'{_code[_at]}' at character {_at + 1} does not belong there";
            }

            if (!IsNumber(symbol))
            {
                SplitExponent(ref symbol);
                if (!UnitAtoms.IsKnown(symbol.ToString()))
                {
                    return $"\"{symbol}\" is not known";
                }
            }

            return Peek() == '{' ? ReadAnnotation() : null;
        }

        // Up to the next operator; what stands in brackets belongs to the symbol whatever it is.
        private void SkipSymbol()
        {
            var inBrackets = false;
            while (_at < _code.Length && _code[_at] is > ' ' and < '\u007F' && (inBrackets || _code[_at] is not ('.' or '/' or '(' or ')' or '{' or '}')))
            {
                inBrackets = _code[_at] switch { '[' => true, ']' => false, _ => inBrackets };
                _at++;
            }
        }

        // "m3", "s-1", "10*-6": the exponent is the sign and the digits at the end.
        private static void SplitExponent(ref ReadOnlySpan<char> symbol)
        {
            var end = symbol.Length;
            while (end > 0 && char.IsAsciiDigit(symbol[end - 1]))
            {
                end--;
            }

            if (end < symbol.Length && end > 0 && symbol[end - 1] is '+' or '-')
            {
                end--;
            }

            symbol = end > 0 ? symbol[..end] : symbol;
        }

        private static bool IsNumber(ReadOnlySpan<char> symbol)
        {
            foreach (var c in symbol)
            {
                if (!char.IsAsciiDigit(c))
                {
                    return false;
                }
            }

            return true;
        }

        private readonly char Peek() => _at < _code.Length ? _code[_at] : '\0';
    }
}
