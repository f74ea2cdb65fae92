namespace EdgeCtl.Simulate.Neighbourhood;

/// <summary>A piece of the world that lives on when time passes. Pure and seeded; not thread-safe.</summary>
internal interface IModel
{
    /// <summary>Advances by <paramref name="dtMs"/> milliseconds, 1 or more.</summary>
    void Step(int dtMs);
}
