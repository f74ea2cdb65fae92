using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Tests.Uplink;

/// <summary>Interval sets beside a plain set of numbers.</summary>
public sealed class IntervalSetTests
{
    private const int Numbers = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_plain_set_holds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var set = new IntervalSet();
            var plain = new SortedSet<ulong>();
            for (var step = 0; step < 25; step++)
            {
                var first = (ulong)random.Next(1, Numbers);
                var last = first + (ulong)random.Next(0, 8);
                var expected = FloorOf([.. plain, .. Range(first, last)]);
                Assert.Equal(expected, set.FloorWith(first, last));
                set.Add(first, last);
                plain.UnionWith(Range(first, last));
                Compare(set, plain);
            }
        }
    }

    [Fact]
    public void A_copy_is_its_own()
    {
        var one = new IntervalSet();
        one.Add(1, 3);
        one.Add(10, 12);
        var two = new IntervalSet();
        two.CopyFrom(one);
        one.Add(4, 9);
        Assert.Equal((12UL, 3UL, 12UL), (one.Floor, two.Floor, two.Last));
        Assert.Equal([new Interval(10, 12)], two.Above);
    }

    private static void Compare(IntervalSet set, SortedSet<ulong> plain)
    {
        var floor = FloorOf(plain);
        Assert.Equal(floor, set.Floor);
        Assert.Equal(plain.Count == 0 ? 0 : plain.Max, set.Last);
        for (ulong seq = 1; seq < Numbers + 10; seq++)
        {
            Assert.Equal(plain.Contains(seq), set.Contains(seq));
            var end = seq - 1;
            while (plain.Contains(end + 1))
            {
                end++;
            }

            Assert.Equal(end, set.EndOfRun(seq));
        }

        // No two touch, none touches the floor.
        var before = floor;
        foreach (var interval in set.Above)
        {
            Assert.True(interval.First > before + 1 && interval.Last >= interval.First);
            before = interval.Last;
        }
    }

    private static ulong FloorOf(IEnumerable<ulong> numbers)
    {
        var set = numbers.ToHashSet();
        ulong floor = 0;
        while (set.Contains(floor + 1))
        {
            floor++;
        }

        return floor;
    }

    private static IEnumerable<ulong> Range(ulong first, ulong last)
    {
        for (var seq = first; seq <= last; seq++)
        {
            yield return seq;
        }
    }
}
