using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline.Events;

namespace EdgeCtl.SimulateGateway;

/// <summary>Makes the events of a minute: an alarm and an event with their whole lives, a device lost and back. Pure.</summary>
internal static class EventMaker
{
    /// <summary>Minute in which the device is lost.</summary>
    public const int LostMinute = 20;

    /// <summary>Minute in which it is back.</summary>
    public const int BackMinute = 25;

    /// <summary>Minute in which a counter starts again.</summary>
    public const int ResetMinute = 40;

    private const int AlarmRaised = 30;
    private const int AlarmAcknowledged = 33;
    private const int AlarmCleared = 36;
    private const int EventRaised = 10;
    private const int EventCleared = 13;

    /// <summary>True while the alarm is open.</summary>
    public static bool IsAlarmOpen(GatewayMoment moment) => moment.Minute is >= AlarmRaised and < AlarmCleared;

    /// <summary>True while the event is open.</summary>
    public static bool IsEventOpen(GatewayMoment moment) => moment.Minute is >= EventRaised and < EventCleared;

    /// <summary>The events of a minute; mostly none.</summary>
    public static IEnumerable<Summary> Make(GatewayMoment moment)
    {
        switch (moment.Minute)
        {
            case EventRaised:
                yield return OutOfRange(moment, GatewayPoints.EventPoint, EventState.Raised, EventRaised);
                break;
            case EventCleared:
                yield return OutOfRange(moment, GatewayPoints.EventPoint, EventState.Cleared, EventRaised);
                break;
            case AlarmRaised:
                yield return OutOfRange(moment, GatewayPoints.AlarmPoint, EventState.Raised, AlarmRaised);
                break;
            case AlarmAcknowledged:
                yield return OutOfRange(moment, GatewayPoints.AlarmPoint, EventState.Acknowledged, AlarmRaised);
                break;
            case AlarmCleared:
                yield return OutOfRange(moment, GatewayPoints.AlarmPoint, EventState.Cleared, AlarmRaised);
                break;
            case LostMinute:
                yield return Device(moment, EventState.Raised);
                break;
            case BackMinute:
                yield return Device(moment, EventState.Cleared);
                break;
        }
    }

    private static Summary OutOfRange(GatewayMoment moment, string name, EventState state, int raised)
    {
        var point = GatewayPoints.Table.Points[GatewayPoints.Table.IndexOf(name)];
        var data = Base(moment, state, raised, point.AlarmOutOfRange) with
        {
            Point = name,
            Value = point.RangeMax + (state == EventState.Cleared ? -0.5 : 0.2),
            Unit = point.Unit,
            ExpectedMin = point.RangeMin,
            ExpectedMax = point.RangeMax,
            Rule = EventRules.OutOfRange,
        };
        return SummaryOf(moment, point.AlarmOutOfRange, name, point.Grade, data);
    }

    private static Summary Device(GatewayMoment moment, EventState state)
    {
        var device = GatewayPoints.Table.Devices[1];
        var data = Base(moment, state, LostMinute, device.AlarmLost) with
        {
            Device = device.Name,
            Rule = EventRules.DeviceLost,
            Reason = state == EventState.Raised ? QualityNames.NameOf(Quality.Timeout) : null,
        };
        return SummaryOf(moment, device.AlarmLost, device.Name, device.Grade, data);
    }

    // The moment of raising gives the id, so that raised and cleared share it.
    private static EventData Base(GatewayMoment moment, EventState state, int raised, bool isAlarm)
    {
        var began = moment with { Tick = moment.Tick - (moment.Minute - raised) };
        return new EventData
        {
            AlarmId = string.Create(CultureInfo.InvariantCulture, $"{began.Boot:x8}-{began.Tick}"),
            State = state,
            Severity = isAlarm ? "high" : "medium",
            SinceMs = began.Start.UtcMs,
            Rule = "",
        };
    }

    private static Summary SummaryOf(GatewayMoment moment, bool isAlarm, string subject, Grade grade, EventData data) => new()
    {
        Type = SummaryType.Event,
        Class = isAlarm ? SummaryClass.Alarm : SummaryClass.Event,
        Grade = grade,
        Subject = subject,
        Made = moment.Made,
        Data = data.ToJson(),
    };
}
