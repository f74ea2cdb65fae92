namespace EdgeAgent.Check;

/// <summary>One line of the doctor's report.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="What">What was looked at, in a word or two.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Todo">What to do; empty when nothing.</param>
internal sealed record CheckLine(CheckStatus Status, string What, string Detail, string Todo = "");
