using System.Globalization;
using System.Text;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>`/metrics` in Prometheus's text format, version 0.0.4.</summary>
public sealed class MetricsEndpoint(IGatewayView view)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.Get("/metrics", PullScopes.Read, AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        var text = new StringBuilder(4_096);
        WriteBuffer(text);
        WriteBuses(text);
        WriteUplinks(text);
        WriteProcess(text);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted).ConfigureAwait(false);
    }

    private void WriteBuffer(StringBuilder text)
    {
        var buffer = view.Buffer.Status();
        Head(text, "edge_buffer_head", "counter", "Newest sequence number of each class.");
        foreach (var summaryClass in SummaryClasses.All)
        {
            Sample(text, $"edge_buffer_head{{class=\"{SummaryClasses.NameOf(summaryClass)}\"}}", buffer.Heads[summaryClass]);
        }

        Head(text, "edge_buffer_kept", "gauge", "Sequence numbers of each class that are kept.");
        foreach (var summaryClass in SummaryClasses.All)
        {
            Sample(text, $"edge_buffer_kept{{class=\"{SummaryClasses.NameOf(summaryClass)}\"}}", buffer.Stored[summaryClass]);
        }

        One(text, "edge_buffer_size_bytes", "gauge", "Bytes of the store's files.", buffer.SizeBytes);
        One(text, "edge_buffer_budget_bytes", "gauge", "Most that they may take.", buffer.BudgetBytes);
        One(text, "edge_buffer_commits_total", "counter", "Durable transactions since start.", buffer.Commits);
        One(text, "edge_buffer_appended_total", "counter", "Summaries confirmed since start.", buffer.Appended);
        One(text, "edge_buffer_written_bytes_total", "counter", "Bytes that the store wrote to the disk since start, at most.", buffer.BytesWritten);
        One(text, "edge_buffer_syncs_total", "counter", "fsync calls of the store since start.", buffer.Syncs);
        Head(text, "edge_buffer_evicted_total", "counter", "Summaries that gave way to the budget since start; each is in a gap.");
        foreach (var summaryClass in SummaryClasses.All)
        {
            Sample(text, $"edge_buffer_evicted_total{{class=\"{SummaryClasses.NameOf(summaryClass)}\"}}", buffer.Evicted[summaryClass]);
        }

        One(text, "edge_buffer_merged_total", "counter", "Routine windows that became part of a coarser one since start.", buffer.Merged);
        One(text, "edge_buffer_fault", "gauge", "1 while nothing can be stored.", buffer.Fault is null ? 0 : 1);
    }

    private void WriteBuses(StringBuilder text)
    {
        var buses = view.Buses();
        Head(text, "edge_bus_open", "gauge", "1 while the port is open.");
        foreach (var bus in buses)
        {
            Sample(text, $"edge_bus_open{{port=\"{bus.Port}\"}}", bus.Open ? 1 : 0);
        }

        Head(text, "edge_bus_requests_total", "counter", "Requests sent, retries included.");
        foreach (var bus in buses)
        {
            Sample(text, $"edge_bus_requests_total{{port=\"{bus.Port}\"}}", bus.Statistics.Requests);
        }

        Head(text, "edge_bus_transactions_total", "counter", "Transactions by how they ended.");
        foreach (var bus in buses)
        {
            for (var quality = 0; quality < QualityNames.Count; quality++)
            {
                Sample(text, $"edge_bus_transactions_total{{port=\"{bus.Port}\",ended=\"{QualityNames.NameOf((Quality)quality)}\"}}", bus.Statistics.Ended((Quality)quality));
            }
        }

        Head(text, "edge_bus_discarded_bytes_total", "counter", "Bytes that belonged to no expected frame.");
        foreach (var bus in buses)
        {
            Sample(text, $"edge_bus_discarded_bytes_total{{port=\"{bus.Port}\"}}", bus.Statistics.BytesDiscarded);
        }

        Head(text, "edge_bus_devices_lost", "gauge", "Devices that are lost now.");
        foreach (var bus in buses)
        {
            Sample(text, $"edge_bus_devices_lost{{port=\"{bus.Port}\"}}", bus.Statistics.DevicesLost);
        }
    }

    private void WriteUplinks(StringBuilder text)
    {
        var uplinks = view.Uplinks();
        Head(text, "edge_uplink_connected", "gauge", "1 while the broker is connected.");
        foreach (var uplink in uplinks)
        {
            Sample(text, $"edge_uplink_connected{{uplink=\"{uplink.Name}\"}}", uplink.Connected ? 1 : 0);
        }

        Head(text, "edge_uplink_acknowledged_total", "counter", "Messages acknowledged since start.");
        foreach (var uplink in uplinks)
        {
            Sample(text, $"edge_uplink_acknowledged_total{{uplink=\"{uplink.Name}\"}}", uplink.Acknowledged);
        }

        Head(text, "edge_dropped_total", "counter", "What was dropped on the data path, by place and reason.");
        foreach (var drop in view.Drops())
        {
            Sample(text, $"edge_dropped_total{{place=\"{drop.Place}\",reason=\"{drop.Reason}\"}}", drop.Count);
        }
    }

    private void WriteProcess(StringBuilder text)
    {
        One(text, "edge_process_resident_memory_bytes", "gauge", "Resident memory.", Environment.WorkingSet);
        One(text, "edge_process_uptime_seconds", "gauge", "Time since the agent started.", (view.Clock.Read().MonoNs - view.StartedNs) / 1e9);
        One(text, "edge_points", "gauge", "Points of the site.", view.Site.Table.Points.Count);
    }

    private static void One(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        Sample(text, name, value);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Sample(StringBuilder text, string name, double value) =>
        text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
}
