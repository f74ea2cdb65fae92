using EdgeCtl.Simulate.Neighbourhood;
using EdgeCtl.Simulate.Site;

namespace EdgeCtl.Simulate.Scenarios;

/// <summary>What is simulated: lines, the world behind them, and what to say of it.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Lines">Its lines, ptys first.</param>
/// <param name="Models">What lives on when time passes.</param>
/// <param name="Status">Its state in a few words, for a person.</param>
internal sealed record Scenario(string Label, IReadOnlyList<LinePlan> Lines, IReadOnlyList<IModel> Models, Func<string> Status)
{
    /// <summary>What is on wireless; null for nothing.</summary>
    public Mqtt.WirelessDevices? Wireless { get; init; }

    /// <summary>Sources of the site file that are on no line: subscriptions.</summary>
    public IReadOnlyList<SiteFragment> Elsewhere { get; init; } = [];
}
