namespace EdgeAgent.Sensors.Mqtt;

/// <summary>
/// Finds the devices of a topic by the hash of the levels that are no wildcards, once for each shape of filter: a thousand devices behind one pattern cost as much as one. Immutable; nothing
/// allocated when asked.
/// </summary>
internal sealed class TopicIndex
{
    private static readonly int[] None = [];
    private readonly List<Shape> _shapes = [];

    /// <summary>Makes it. Filters that differ must not overlap; equal ones may be.</summary>
    public TopicIndex(IReadOnlyList<TopicFilter> filters)
    {
        foreach (var group in filters.Select((filter, i) => (filter, i)).GroupBy(f => f.filter.Text, f => f, StringComparer.Ordinal))
        {
            var filter = group.First().filter;
            var shape = _shapes.Find(s => s.Wild == filter.Wild && s.Levels == filter.Levels && s.HasRest == filter.HasRest);
            if (shape is null)
            {
                shape = new Shape(filter.Levels, filter.Wild, filter.HasRest);
                _shapes.Add(shape);
            }

            shape.Add(filter, [.. group.Select(g => g.i)]);
        }
    }

    /// <summary>Indices of the devices that wait for a topic, in order.</summary>
    public ReadOnlySpan<int> Find(ReadOnlySpan<byte> topic)
    {
        foreach (var shape in _shapes)
        {
            if (shape.Find(topic) is { } found)
            {
                return found;
            }
        }

        return None;
    }

    private sealed class Shape(int levels, ulong wild, bool hasRest)
    {
        private readonly Dictionary<ulong, List<(TopicFilter Filter, int[] Devices)>> _filters = [];

        public int Levels => levels;

        public ulong Wild => wild;

        public bool HasRest => hasRest;

        public void Add(TopicFilter filter, int[] devices)
        {
            var hash = HashOf(System.Text.Encoding.UTF8.GetBytes(filter.Text));
            if (!_filters.TryGetValue(hash, out var list))
            {
                list = [];
                _filters.Add(hash, list);
            }

            list.Add((filter, devices));
        }

        public int[]? Find(ReadOnlySpan<byte> topic)
        {
            if (!_filters.TryGetValue(HashOf(topic), out var list))
            {
                return null;
            }

            foreach (var (filter, devices) in list)
            {
                if (filter.Matches(topic))
                {
                    return devices;
                }
            }

            return null;
        }

        // FNV-1a over the levels that are compared; of a filter's own text the same as of each topic that fits it.
        private ulong HashOf(ReadOnlySpan<byte> topic)
        {
            var hash = 14695981039346656037UL;
            for (var level = 0; level < levels; level++)
            {
                var end = topic.IndexOf((byte)'/');
                if ((wild >> level & 1) == 0)
                {
                    foreach (var part in end < 0 ? topic : topic[..end])
                    {
                        hash = (hash ^ part) * 1099511628211UL;
                    }
                }

                hash = (hash ^ '/') * 1099511628211UL;
                topic = end < 0 ? default : topic[(end + 1)..];
            }

            return hash;
        }
    }
}
