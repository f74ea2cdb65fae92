using EdgeAgent.Inference.Video.Geometry;

namespace EdgeAgent.Inference.Video.Tests.Counting;

/// <summary>What lies within a polygon.</summary>
public sealed class PolygonTests
{
    [Fact]
    public void A_bay_is_outside()
    {
        var shape = new Polygon([(0, 0), (1, 0), (1, 1), (0.5, 0.4), (0, 1)]);
        Assert.True(shape.Contains(0.1, 0.7));
        Assert.True(shape.Contains(0.9, 0.7));
        Assert.False(shape.Contains(0.5, 0.7));
        Assert.False(shape.Contains(1.1, 0.5));
        Assert.Throws<ArgumentException>(() => new Polygon([(0, 0), (1, 1)]));
    }
}
