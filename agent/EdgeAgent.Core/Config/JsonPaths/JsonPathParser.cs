using System.Buffers;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Core.Config.JsonPaths;

/// <summary>Reads the text of a path. Used once.</summary>
internal sealed class JsonPathParser(string text)
{
    private const int MaxIndex = 65_535;
    private static readonly SearchValues<char> EndsOfName = SearchValues.Create(".[]()'\"@?=*,: \t\r\n");
    private int _at;

    /// <summary>What is wrong; empty when nothing is.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Reads all of it.</summary>
    public bool TryRead(out JsonPathSegment[] steps)
    {
        var found = new List<JsonPathSegment>();
        steps = [];
        if (text.Length > JsonPath.MaxLength)
        {
            return Refuse($"it has {text.Length} characters, more than {JsonPath.MaxLength}");
        }

        if (!Take("$"))
        {
            return Refuse("it does not begin with $");
        }

        while (_at < text.Length)
        {
            if (found.Count == JsonPath.MaxSteps)
            {
                return Refuse($"it has more than {JsonPath.MaxSteps} steps");
            }

            if (Step() is not { } step)
            {
                return false;
            }

            found.Add(step);
        }

        steps = [.. found];
        return true;
    }

    private JsonPathSegment? Step()
    {
        if (Take("."))
        {
            return Name() is { } name ? new JsonPathSegment(JsonPathStep.Name, name) : null;
        }

        if (Take("[?("))
        {
            return Where();
        }

        if (!Take("["))
        {
            return None("neither . nor [");
        }

        if (_at < text.Length && text[_at] is '\'' or '"')
        {
            return Quoted() is { } name && Close("]") ? new JsonPathSegment(JsonPathStep.Name, name) : null;
        }

        return Index();
    }

    private JsonPathSegment? Index()
    {
        var digits = Run(char.IsAsciiDigit);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > MaxIndex || (digits.Length > 1 && digits[0] == '0'))
        {
            return None($"no index from 0 to {MaxIndex}");
        }

        return Close("]") ? new JsonPathSegment(JsonPathStep.Index, [], index) : null;
    }

    private JsonPathSegment? Where()
    {
        if (!Close("@."))
        {
            return null;
        }

        if (Name() is not { } name)
        {
            return null;
        }

        Spaces();
        if (!Close("=="))
        {
            return null;
        }

        Spaces();
        var step = Value(name);
        Spaces();
        return step is not null && Close(")]") ? step : null;
    }

    private JsonPathSegment? Value(byte[] name)
    {
        if (_at < text.Length && text[_at] is '\'' or '"')
        {
            return Quoted() is { } value ? new JsonPathSegment(JsonPathStep.Where, name, Text: value) : null;
        }

        if (Take("true"))
        {
            return new JsonPathSegment(JsonPathStep.Where, name, Flag: true);
        }

        if (Take("false"))
        {
            return new JsonPathSegment(JsonPathStep.Where, name, Flag: false);
        }

        var digits = Run(c => char.IsAsciiDigit(c) || c is '-' or '.');
        return double.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new JsonPathSegment(JsonPathStep.Where, name, Number: number)
            : None("no text in quotation marks, number, true or false");
    }

    private byte[]? Name()
    {
        var length = text.AsSpan(_at).IndexOfAny(EndsOfName);
        var name = text.Substring(_at, length < 0 ? text.Length - _at : length);
        if (name.Length == 0 || !IsSound(name))
        {
            Refuse("no name");
            return null;
        }

        _at += name.Length;
        return Encoding.UTF8.GetBytes(name);
    }

    private byte[]? Quoted()
    {
        var mark = text[_at++];
        var name = new StringBuilder();
        while (_at < text.Length && text[_at] != mark)
        {
            if (text[_at] == '\\')
            {
                _at++;
                if (_at == text.Length || text[_at] is not ('\\' or '\'' or '"'))
                {
                    Refuse("after \\ stands neither \\ nor a quotation mark");
                    return null;
                }
            }

            name.Append(text[_at++]);
        }

        var whole = name.ToString();
        return Close(mark.ToString()) && IsSound(whole) ? Encoding.UTF8.GetBytes(whole) : null;
    }

    private bool IsSound(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]) || (char.IsSurrogate(name[i]) && !char.IsSurrogatePair(name, i) && (i == 0 || !char.IsSurrogatePair(name, i - 1))))
            {
                return Refuse("a character that no name has");
            }
        }

        return true;
    }

    private string Run(Func<char, bool> isPart)
    {
        var from = _at;
        while (_at < text.Length && isPart(text[_at]))
        {
            _at++;
        }

        return text[from.._at];
    }

    private void Spaces() => Run(c => c == ' ');

    private bool Take(string what)
    {
        if (!text.AsSpan(_at).StartsWith(what, StringComparison.Ordinal))
        {
            return false;
        }

        _at += what.Length;
        return true;
    }

    private bool Close(string what) => Take(what) || Refuse($"no {what}");

    private JsonPathSegment? None(string problem)
    {
        Refuse(problem);
        return null;
    }

    private bool Refuse(string problem)
    {
        Fault = Fault.Length > 0 ? Fault : string.Create(CultureInfo.InvariantCulture, $"{problem} at character {_at + 1}");
        return false;
    }
}
