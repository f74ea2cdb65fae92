namespace EdgeAgent.Inference.Video.Capture;

/// <summary>How a camera's stream stands.</summary>
/// <param name="LastFrameNs">When its last picture came, CLOCK_BOOTTIME ns; 0 before the first.</param>
/// <param name="Frames">Pictures that came.</param>
/// <param name="Still">Pictures in which nothing moved, so that they were not looked at.</param>
/// <param name="Starts">How often ffmpeg was started.</param>
/// <param name="Errors">Lines in which ffmpeg told of errors.</param>
/// <param name="Fault">Why there are no pictures; its text is empty while there are.</param>
public readonly record struct CaptureState(long LastFrameNs, long Frames, long Still, long Starts, long Errors, CaptureFault Fault);
