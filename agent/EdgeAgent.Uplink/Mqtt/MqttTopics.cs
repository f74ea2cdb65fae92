using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Topics made from the template.</summary>
/// <param name="template">With {district}, {gateway} and {class}.</param>
/// <param name="gateway">Fills it.</param>
public sealed class MqttTopics(string template, GatewayConfig gateway)
{
    private readonly string[] _classes = [.. SummaryClasses.All.Select(c => Fill(template, gateway, SummaryClasses.NameOf(c)))];

    /// <summary>Retained: whether the gateway is there. Stands where a class would.</summary>
    public string Status { get; } = Fill(template, gateway, "status");

    /// <summary>Topic of a class.</summary>
    public string Of(SummaryClass summaryClass) => _classes[(int)summaryClass];

    private static string Fill(string template, GatewayConfig gateway, string last) => template
        .Replace("{district}", gateway.District, StringComparison.Ordinal)
        .Replace("{gateway}", gateway.Id, StringComparison.Ordinal)
        .Replace("{class}", last, StringComparison.Ordinal);
}
