namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>Normative statements that bind no edge node, or nothing that this one does, and why. An entry ending in `*` stands for all ids that begin so.</summary>
internal static class NotApplicable
{
    private const string HostApplication = "binds host applications: a gateway is none";
    private const string Server = "binds MQTT servers: the broker is another's program";
    private const string NoDataSets = "no data set is published: every metric is a plain value";
    private const string NoTemplates = "no template is published: every metric is a plain value, which topics-nbirth-templates checks";
    private const string Commands = "binds host applications, which send commands; a gateway only receives them";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["components-ph-state"] = HostApplication,
        ["conformance-mqtt-aware-*"] = Server,
        ["conformance-mqtt-qos0"] = Server,
        ["conformance-mqtt-qos1"] = Server,
        ["conformance-mqtt-retained"] = Server,
        ["conformance-primary-host"] = HostApplication,
        ["host-topic-*"] = HostApplication,
        ["intro-sparkplug-host-state"] = HostApplication,
        ["message-flow-hid-*"] = HostApplication,
        ["message-flow-phid-*"] = HostApplication,
        ["operational-behavior-data-commands-dcmd-*"] = Commands,
        ["operational-behavior-data-commands-ncmd-metric-*"] = Commands,
        ["operational-behavior-edge-node-termination-host-action-*"] = HostApplication,
        ["operational-behavior-host-application-*"] = HostApplication,
        ["operational-behavior-host-reordering-*"] = HostApplication,
        ["operational-behavior-primary-application-state-with-multiple-servers-state"] = HostApplication,
        ["payloads-dataset-*"] = NoDataSets,
        ["payloads-dcmd-*"] = Commands,
        ["payloads-ncmd-*"] = Commands,
        ["payloads-name-cmd-requirement"] = "a permission for those who send commands",
        ["payloads-state-*"] = HostApplication,
        ["payloads-template-*"] = NoTemplates,
        ["topic-structure-namespace-duplicate-device-id-across-edge-node"] = "a permission: a gateway knows nothing of the devices of others",
        ["topics-dcmd-*"] = Commands,
        ["topics-ncmd-mqtt"] = Commands,
        ["topics-ncmd-payload"] = Commands,
        ["topics-ncmd-timestamp"] = Commands,
    };

    /// <summary>Why an id has no check, or null.</summary>
    public static string? ReasonFor(string id) =>
        Reasons.FirstOrDefault(r => r.Key == id || (r.Key.EndsWith('*') && id.StartsWith(r.Key[..^1], StringComparison.Ordinal))).Value;
}
