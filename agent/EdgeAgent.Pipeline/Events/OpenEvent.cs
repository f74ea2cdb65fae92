namespace EdgeAgent.Pipeline.Events;

/// <summary>An event that has been raised and not yet cleared.</summary>
/// <param name="Subject">Point or device that it is about.</param>
/// <param name="Rule">The rule that raised it.</param>
/// <param name="AlarmId">Its id.</param>
/// <param name="Boot">Boot in which it was raised.</param>
/// <param name="SinceMonoMs">Since when, ms since that boot.</param>
/// <param name="SinceMs">The same as UTC ms, as it was believed then; for an event of another boot.</param>
/// <param name="IsAlarm">True for class alarm.</param>
/// <param name="IsAcknowledged">True when a person has seen it.</param>
internal sealed record OpenEvent(string Subject, string Rule, string AlarmId, uint Boot, long SinceMonoMs, long SinceMs, bool IsAlarm, bool IsAcknowledged = false);
