namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>Whom a search of meters asks.</summary>
/// <param name="Digits">Number of a meter, or its last digits; empty for whoever is there.</param>
/// <param name="IsWhole">True for a whole number: one meter at most answers.</param>
/// <param name="Identity">The frame that told the number; empty when none did.</param>
/// <param name="Asked">The digits that it was heard at; empty for whoever was there.</param>
internal sealed record MeterQuestion(string Digits, bool IsWhole, byte[] Identity, string Asked = "");

/// <summary>An answer of a meter.</summary>
/// <param name="Address">Its number.</param>
/// <param name="Frame">The frame.</param>
/// <param name="Value">The first value in it; null when it has none.</param>
internal sealed record MeterAnswer(string Address, byte[] Frame, ProbeValue? Value);
