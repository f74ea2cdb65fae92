namespace EdgeAgent.Inference.Video.Infer;

/// <summary>Something that a module's process tells by standard output, a line of JSON each.</summary>
public abstract record InferMessage;

/// <summary>It has loaded the model and begins.</summary>
/// <param name="Runtime">Version of ONNX Runtime.</param>
public sealed record ReadyMessage(string Runtime) : InferMessage;

/// <summary>A sign of life, five times a second.</summary>
/// <param name="BusyMs">How long the picture that is looked at has taken so far, ms; 0 for none.</param>
public sealed record BeatMessage(long BusyMs) : InferMessage;

/// <summary>A camera's numbers.</summary>
/// <param name="Report">The numbers.</param>
public sealed record ReportMessage(CameraReport Report) : InferMessage;

/// <summary>A picture with those who are in it made unknowable.</summary>
/// <param name="Camera">Number of the camera in its source.</param>
/// <param name="MonoNs">When it came, CLOCK_BOOTTIME ns.</param>
/// <param name="Rule">The event for which it is evidence; empty for one that was asked for.</param>
/// <param name="Jpeg">The picture; empty when it could not be made.</param>
/// <param name="Fault">Why it could not.</param>
public sealed record PictureMessage(int Camera, long MonoNs, string Rule, byte[] Jpeg, string Fault) : InferMessage;

/// <summary>Why it ends.</summary>
/// <param name="Text">For people.</param>
public sealed record FaultMessage(string Text) : InferMessage;
