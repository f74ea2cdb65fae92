using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Uplink.Pull;

/// <summary>What the gateway tells of itself: `/v1/status`, `/v1/points`, `/healthz`.</summary>
public sealed class StatusEndpoints(IGatewayView view)
{
    private static readonly string[] KindNames = ["gauge", "counter", "discrete"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/status", PullScopes.Read, StatusAsync);
        routes.Get("/v1/points", PullScopes.Read, PointsAsync);
        routes.Get("/healthz", PullScopes.None, HealthAsync);
    }

    // 503 only when nothing can be stored: that alone a restart or another gateway may mend. A closed port or a broker that is away is told, with 200.
    private Task HealthAsync(HttpContext context)
    {
        // This answer needs no sign-in: where others do, it names no part of the gateway.
        var isForEverybody = view.Site.Pull?.NeedsSignIn == true;
        var fault = view.Buffer.Status().Fault;
        List<string> faults =
        [
            .. fault is null ? [] : (string[])[$"buffer: {fault}"],
            .. view.Buses().Where(b => !b.Open).Select(b => $"port {b.Port}: {(b.Fault.Length == 0 ? "not open" : b.Fault)}"),
            .. view.Uplinks().Where(u => !u.Connected).Select(u => $"uplink {u.Name}: {(u.Fault.Length == 0 ? "not connected" : u.Fault)}"),
        ];
        context.Response.StatusCode = fault is null ? 200 : 503;
        return JsonAnswer.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", fault is not null ? "failed" : faults.Count > 0 ? "degraded" : "ok");
            if (!isForEverybody)
            {
                writer.WriteStartArray("faults");
                faults.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    private async Task StatusAsync(HttpContext context)
    {
        if (await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            return;
        }

        using var memory = new MemoryStream();
        var writer = new Utf8JsonWriter(memory, WireJson.Options);
        await using (writer.ConfigureAwait(false))
        {
            WriteStatus(writer);
        }

        var body = memory.ToArray();
        await TaggedAnswer.WriteAsync(context, body, TaggedAnswer.TagOf(body)).ConfigureAwait(false);
    }

    // Nothing in it that changes with time alone, so that an unchanged gateway answers 304.
    private void WriteStatus(Utf8JsonWriter writer)
    {
        var site = view.Site;
        var buffer = view.Buffer.Status();
        writer.WriteStartObject();
        WriteGateway(writer, site.Gateway);
        writer.WriteString("version", view.Version);
        writer.WriteString("profile", site.Profile.Name);
        writer.WriteString("configuration", site.Hash);
        writer.WriteString("boot", view.Clock.Boot.ToString("x8", CultureInfo.InvariantCulture));
        writer.WriteString("clock", CloudEventJson.NameOf(view.Clock.Read().Clock));
        writer.WriteNumber("startedMs", view.StartedNs / 1_000_000);
        writer.WriteNumber("points", site.Table.Points.Count);
        writer.WriteString("epoch", buffer.Epoch);
        PageWriter.WritePositions(writer, "head", buffer.Heads);
        writer.WriteStartObject("buffer");
        PageWriter.WritePositions(writer, "kept", buffer.Stored);
        writer.WriteNumber("sizeBytes", buffer.SizeBytes);
        writer.WriteNumber("budgetBytes", buffer.BudgetBytes);
        writer.WriteNumber("writtenBytes", buffer.BytesWritten);
        writer.WriteNumber("syncs", buffer.Syncs);
        PageWriter.WritePositions(writer, "evicted", buffer.Evicted);
        writer.WriteNumber("merged", buffer.Merged);
        WriteFault(writer, buffer.Fault);
        writer.WriteEndObject();
        WriteBuses(writer);
        WriteUplinks(writer);
        writer.WriteEndObject();
    }

    private void WriteBuses(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("buses");
        foreach (var bus in view.Buses())
        {
            writer.WriteStartObject();
            writer.WriteString("port", bus.Port);
            writer.WriteString("kind", bus.Kind);
            writer.WriteBoolean("open", bus.Open);
            WriteFault(writer, bus.Fault.Length == 0 ? null : bus.Fault);
            writer.WriteNumber("requests", bus.Statistics.Requests);
            writer.WriteNumber("retries", bus.Statistics.Retries);
            writer.WriteNumber("devicesLost", bus.Statistics.DevicesLost);
            writer.WriteNumber("bytesSent", bus.Statistics.BytesSent);
            writer.WriteNumber("bytesReceived", bus.Statistics.BytesReceived);
            writer.WriteNumber("bytesDiscarded", bus.Statistics.BytesDiscarded);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteUplinks(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("uplinks");
        foreach (var uplink in view.Uplinks())
        {
            writer.WriteStartObject();
            writer.WriteString("name", uplink.Name);
            writer.WriteString("server", uplink.Server);
            writer.WriteBoolean("connected", uplink.Connected);
            writer.WriteNumber("inFlight", uplink.InFlight);
            writer.WriteNumber("acknowledged", uplink.Acknowledged);
            WriteFault(writer, uplink.Fault.Length == 0 ? null : uplink.Fault);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("drops");
        foreach (var drop in view.Drops())
        {
            writer.WriteNumber($"{drop.Place}/{drop.Reason}", drop.Count);
        }

        writer.WriteEndObject();
    }

    private static void WriteFault(Utf8JsonWriter writer, string? fault)
    {
        if (fault is not null)
        {
            writer.WriteString("fault", fault);
        }
    }

    private static void WriteGateway(Utf8JsonWriter writer, GatewayConfig gateway)
    {
        writer.WriteStartObject("gateway");
        writer.WriteString("id", gateway.Id);
        writer.WriteString("label", gateway.Label);
        writer.WriteString("district", gateway.District);
        writer.WriteString("division", gateway.Division);
        writer.WriteString("timeZone", gateway.TimeZone);
        if (gateway.Place is { } place)
        {
            writer.WriteStartObject("place");
            writer.WriteNumber("lat", place.Lat);
            writer.WriteNumber("lon", place.Lon);
            writer.WriteString("datum", place.Datum);
            writer.WriteString("floor", place.Floor);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private async Task PointsAsync(HttpContext context)
    {
        if (!await context.RefusesQueryAsync().ConfigureAwait(false))
        {
            await JsonAnswer.WriteAsync(context, WritePoints).ConfigureAwait(false);
        }
    }

    private void WritePoints(Utf8JsonWriter writer)
    {
        var site = view.Site;
        writer.WriteStartObject();
        WriteGateway(writer, site.Gateway);
        writer.WriteStartArray("points");
        for (var i = 0; i < site.Table.Points.Count; i++)
        {
            WritePoint(writer, site.Table.Points[i], view.Latest(i));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WritePoint(Utf8JsonWriter writer, PointDescriptor point, in Reading latest)
    {
        writer.WriteStartObject();
        writer.WriteString("name", point.Name);
        writer.WriteString("label", point.Label);
        writer.WriteString("unit", point.Unit);
        writer.WriteString("kind", KindNames[(int)point.Kind]);
        writer.WriteString("grade", CloudEventJson.NameOf(point.Grade));
        writer.WriteNumber("pollMs", point.PollMs);
        WriteRange(writer, point);
        WriteStates(writer, point);
        if (latest.MonoNs > 0)
        {
            writer.WriteString("quality", QualityNames.NameOf(latest.Quality));
            WireJson.WriteTime(writer, "at", (latest.MonoNs / 1_000_000) + view.Clock.Read().OffsetMs);

            // A personal point's value never leaves the gateway, this way no more than any other.
            if (latest.Quality == Quality.Good && point.Grade != Grade.Personal)
            {
                WireJson.WriteNumber(writer, "value", latest.Value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteStates(Utf8JsonWriter writer, PointDescriptor point)
    {
        if (point.States is not { } states)
        {
            return;
        }

        writer.WriteStartObject("states");
        foreach (var (value, name) in states)
        {
            writer.WriteString(value.ToString(CultureInfo.InvariantCulture), name);
        }

        writer.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter writer, PointDescriptor point)
    {
        if (point.RangeMin is null && point.RangeMax is null)
        {
            return;
        }

        writer.WriteStartArray("range");
        foreach (var limit in (ReadOnlySpan<double?>)[point.RangeMin, point.RangeMax])
        {
            if (limit is { } number)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }
}
