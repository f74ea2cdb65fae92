namespace EdgeAgent.Pipeline.Events;

/// <summary>An event that has been raised and not yet cleared.</summary>
/// <param name="Subject">Point or device that it is about.</param>
/// <param name="Rule">The rule that raised it.</param>
/// <param name="AlarmId">Its id.</param>
/// <param name="SinceMs">Since when, UTC ms.</param>
/// <param name="IsAlarm">True for class alarm.</param>
internal sealed record OpenEvent(string Subject, string Rule, string AlarmId, long SinceMs, bool IsAlarm);
