using EdgeAgent.Core.Points;

namespace EdgeAgent.Inference.Video.Capture;

/// <summary>Why a camera gives no pictures.</summary>
/// <param name="Quality">In a word, as windows count it: <see cref="Quality.PortGone"/> cannot be reached, <see cref="Quality.Timeout"/> stands still, <see cref="Quality.Exception"/> refuses, <see cref="Quality.Malformed"/> sends what is no picture.</param>
/// <param name="Text">For people, without secrets.</param>
public readonly record struct CaptureFault(Quality Quality, string Text)
{
    /// <summary>True when all is well.</summary>
    public bool IsNone => string.IsNullOrEmpty(Text);
}
