using System.Text;

namespace EdgeAgent.Sensors.Mqtt;

/// <summary>A topic filter (MQTT 5, 4.7): `+` for one level, `#` for all that follow. Immutable.</summary>
internal sealed class TopicFilter
{
    /// <summary>Most bytes of UTF-8.</summary>
    public const int MaxBytes = 1_024;

    /// <summary>Most levels.</summary>
    public const int MaxLevels = 64;

    private readonly byte[][] _levels;

    private TopicFilter(string text)
    {
        Text = text;
        _levels = [.. text.Split('/').Select(Encoding.UTF8.GetBytes)];
        HasRest = IsRest(_levels[^1]);
        Levels = _levels.Length - (HasRest ? 1 : 0);
        for (var i = 0; i < Levels; i++)
        {
            Wild |= IsOne(_levels[i]) ? 1UL << i : 0;
        }
    }

    /// <summary>As it is subscribed to.</summary>
    public string Text { get; }

    /// <summary>Levels before a # at the end.</summary>
    public int Levels { get; }

    /// <summary>True when it ends with #.</summary>
    public bool HasRest { get; }

    /// <summary>Bit n: level n is +.</summary>
    public ulong Wild { get; }

    /// <summary>What is wrong with a text as a filter; null when nothing is.</summary>
    public static string? FaultOf(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return $"it has more than {MaxBytes} bytes";
        }

        var levels = text.Split('/');
        if (levels.Length > MaxLevels)
        {
            return $"it has more than {MaxLevels} levels";
        }

        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i].Length > 1 && levels[i].AsSpan().IndexOfAny('+', '#') >= 0)
            {
                return "+ and # stand for whole levels alone";
            }

            if (levels[i] == "#" && i < levels.Length - 1)
            {
                return "# stands at the end alone";
            }
        }

        return levels[0] == "$share" ? "a shared subscription would give some messages to somebody else" : null;
    }

    /// <summary>Makes a filter of a text that <see cref="FaultOf"/> finds nothing wrong with.</summary>
    public static TopicFilter Of(string text) => new(text);

    /// <summary>True when messages of this topic come to it. A wildcard in front does not match topics that begin with $ (4.7.2).</summary>
    public bool Matches(ReadOnlySpan<byte> topic)
    {
        if (topic.Length > 0 && topic[0] == '$' && IsWild(_levels[0]))
        {
            return false;
        }

        var at = 0;
        foreach (var level in _levels)
        {
            if (IsRest(level))
            {
                return true;
            }

            if (at > topic.Length)
            {
                return false;
            }

            var end = topic[at..].IndexOf((byte)'/');
            var part = end < 0 ? topic[at..] : topic.Slice(at, end);
            if (!IsOne(level) && !part.SequenceEqual(level))
            {
                return false;
            }

            at = end < 0 ? topic.Length + 1 : at + end + 1;
        }

        return at > topic.Length;
    }

    /// <summary>True when one topic may match both.</summary>
    public bool Overlaps(TopicFilter other)
    {
        if ((IsWild(_levels[0]) && other._levels[0].AsSpan().StartsWith("$"u8)) || (IsWild(other._levels[0]) && _levels[0].AsSpan().StartsWith("$"u8)))
        {
            return false;
        }

        for (var i = 0; i < Math.Max(_levels.Length, other._levels.Length); i++)
        {
            var (mine, theirs) = (LevelOf(i), other.LevelOf(i));
            if (IsRest(mine) || IsRest(theirs))
            {
                return true;
            }

            if (mine is null || theirs is null || (!IsOne(mine) && !IsOne(theirs) && !mine.AsSpan().SequenceEqual(theirs)))
            {
                return false;
            }
        }

        return true;
    }

    private byte[]? LevelOf(int index) => index < _levels.Length ? _levels[index] : null;

    private static bool IsOne(byte[] level) => level.Length == 1 && level[0] == '+';

    private static bool IsRest(byte[]? level) => level is { Length: 1 } && level[0] == '#';

    private static bool IsWild(byte[] level) => IsOne(level) || IsRest(level);
}
