using System.Globalization;
using System.Text;

namespace EdgeCtl.SimulateGateway;

/// <summary>How far the making has come; kept in the buffer with the summaries, so that a simulation that was killed goes on where its summaries end.</summary>
/// <param name="Tick">Minutes made.</param>
/// <param name="StartMs">When the made-up time begins, UTC ms.</param>
/// <param name="Made">Summaries made.</param>
internal readonly record struct GatewayProgress(long Tick, long StartMs, long Made)
{
    /// <summary>Its name in the buffer's state.</summary>
    public const string Key = "simulate";

    /// <summary>As it is kept.</summary>
    public byte[] Write() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Tick} {StartMs} {Made}"));

    /// <summary>Reads it; null for none.</summary>
    public static GatewayProgress? Read(byte[]? value)
    {
        var parts = value is null ? [] : Encoding.ASCII.GetString(value).Split(' ');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tick)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var made)
            ? new GatewayProgress(tick, start, made)
            : null;
    }
}
