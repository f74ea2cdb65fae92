namespace EdgeAgent.Inference.Video.Onvif;

/// <summary>User and password of cameras. Never part of a message.</summary>
/// <param name="User">The user.</param>
/// <param name="Password">The password.</param>
public sealed record CameraCredentials(string User, string Password)
{
    /// <summary>Without the password, so that a record that is shown by mistake tells nothing.</summary>
    public override string ToString() => $"user {User}";
}
