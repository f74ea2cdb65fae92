using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Topics made from the template.</summary>
/// <param name="template">With {district}, {gateway} and {class}.</param>
/// <param name="gateway">Fills it.</param>
public sealed class MqttTopics(string template, GatewayConfig gateway)
{
    private readonly byte[][] _classes = [.. SummaryClasses.All.Select(c => Encoding.UTF8.GetBytes(Fill(template, gateway, SummaryClasses.NameOf(c)) + '\0'))];

    /// <summary>Retained: whether the gateway is there. Stands where a class would, like the others.</summary>
    public string Status { get; } = Fill(template, gateway, "status");

    /// <summary>Where an application confirms.</summary>
    public string Ack { get; } = Fill(template, gateway, "ack");

    /// <summary>Where commands come.</summary>
    public string Command { get; } = Fill(template, gateway, "command");

    /// <summary>Where commands are answered.</summary>
    public string Reply { get; } = Fill(template, gateway, "reply");

    /// <summary>Topic of a class, UTF-8 with a closing zero.</summary>
    public ReadOnlySpan<byte> Of(SummaryClass summaryClass) => _classes[(int)summaryClass];

    private static string Fill(string template, GatewayConfig gateway, string last) => template
        .Replace("{district}", gateway.District, StringComparison.Ordinal)
        .Replace("{gateway}", gateway.Id, StringComparison.Ordinal)
        .Replace("{class}", last, StringComparison.Ordinal);
}
