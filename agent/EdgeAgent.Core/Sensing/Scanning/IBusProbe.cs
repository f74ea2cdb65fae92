using System.Text.Json;

namespace EdgeAgent.Core.Sensing.Scanning;

/// <summary>
/// Knows how to find what speaks one protocol on a line, without ever writing to a device. A new one is one file in its module's folder, and one line in the executable's registry.
/// Stateless; any thread.
/// </summary>
public interface IBusProbe
{
    /// <summary>Kind of source in the site file, and name on the command line, e.g. `modbus-rtu`.</summary>
    string Protocol { get; }

    /// <summary>True when it sends nothing: its devices speak by themselves.</summary>
    bool IsListener { get; }

    /// <summary>True when it makes sense on a serial line.</summary>
    bool FitsSerial { get; }

    /// <summary>True when it makes sense on a TCP stream.</summary>
    bool FitsNetwork { get; }

    /// <summary>Settings that its devices have, the likeliest first. Other rates are tried with the same parities in the same order.</summary>
    IReadOnlyList<SerialSettings> Usual { get; }

    /// <summary>In how many parts it searches, 1 at least: the likely addresses first, so that what is there shows early.</summary>
    int Parts { get; }

    /// <summary>Begins to search <paramref name="part"/> (0..<see cref="Parts"/> - 1) at one setting of the line.</summary>
    IProbeRun Begin(ProbeScope scope, int part);

    /// <summary>
    /// True when <paramref name="value"/>, plausible for this point of a device template, tells what the device is; false when any device could have it by chance, such as a small number in a register.
    /// </summary>
    bool IsTelling(JsonElement point, double value);
}
