namespace EdgeAgent.Core.Sensing.Decoding;

/// <summary>What became of decoding a frame: <see cref="DecodedFrame"/> or <see cref="DecodeFault"/>.</summary>
public abstract record DecodeResult;

/// <summary>A valid frame.</summary>
/// <param name="Address">Who sent it or is asked, as its label shows it: a unit id, a meter number, a station code; empty when the frame carries none.</param>
/// <param name="Control">What the frame is for, in the protocol's notation: function or control code as two hex digits, CN, sentence name.</param>
/// <param name="Fields">What it carries, in its order.</param>
public sealed record DecodedFrame(string Address, string Control, IReadOnlyList<DecodedField> Fields) : DecodeResult;

/// <summary>A frame that is none, or is damaged.</summary>
/// <param name="Error">What is wrong, one short phrase, e.g. `wrong check sum`.</param>
/// <param name="Expected">What should stand there.</param>
/// <param name="Actual">What stands there; `end of frame` when nothing does.</param>
/// <param name="Offset">Byte at which it is wrong, from 0.</param>
public sealed record DecodeFault(string Error, string Expected, string Actual, int Offset) : DecodeResult;

/// <summary>One value of a frame.</summary>
/// <param name="Name">A name of <see cref="FieldNames"/>.</param>
/// <param name="Value">Number in <paramref name="Unit"/>; null when there is none.</param>
/// <param name="Unit">UCUM code, or one of the few that UCUM lacks; empty for a pure number, a code or a time.</param>
/// <param name="Why">Why there is no value; empty when there is one.</param>
/// <param name="Text">The same for people where a number says little: a moment, a name of a state; empty else.</param>
public sealed record DecodedField(string Name, double? Value, string Unit = "", string Why = "", string Text = "");
