using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Finds Modbus units: asks each address for a register. Sends functions 1 to 4, and 43/14, which reads the identification of a unit that has answered.</summary>
/// <param name="framing">How they are framed.</param>
public sealed class ModbusProbe(ModbusFraming framing) : IBusProbe
{
    private const int LikelyLast = 16;
    private const int SerialLast = 247;
    private const int NetworkLast = 255;
    private static readonly int[] LikelyBeyond = [100, 247];
    private static readonly int[] LikelyNetwork = [1, 255, 0];

    /// <inheritdoc/>
    public string Protocol => framing switch { ModbusFraming.Ascii => "modbus-ascii", ModbusFraming.Tcp => "modbus-tcp", _ => "modbus-rtu" };

    /// <inheritdoc/>
    public bool IsListener => false;

    /// <inheritdoc/>
    public bool FitsSerial => framing != ModbusFraming.Tcp;

    /// <inheritdoc/>
    public bool FitsNetwork => true;

    /// <inheritdoc/>
    public IReadOnlyList<SerialSettings> Usual { get; } = framing == ModbusFraming.Ascii
        ? [new(9600, SerialParity.Even, 7), new(9600), new(19200, SerialParity.Even, 7), new(19200)]
        : [new(9600), new(4800), new(9600, SerialParity.Even), new(19200, SerialParity.Even), new(19200), new(2400), new(115200)];

    /// <inheritdoc/>
    public int Parts => 2;

    /// <inheritdoc/>
    public IProbeRun Begin(ProbeScope scope, int part) => new ModbusProbeRun(this, framing, AddressesOf(scope, part), scope);

    /// <inheritdoc/>
    public bool IsTelling(JsonElement point, double value) => value != 0 && point.Text("type", "") is "float32" or "float64" && point.TryGetProperty("range", out _);

    // ASCII has become so rare that the unlikely addresses are searched on request alone.
    private List<byte> AddressesOf(ProbeScope scope, int part)
    {
        if (scope.Addresses.Count > 0)
        {
            var (least, most) = framing == ModbusFraming.Tcp ? (0, NetworkLast) : (1, SerialLast);
            return part > 0 ? [] : [.. scope.Addresses.Where(a => a >= least && a <= most).Select(a => (byte)a)];
        }

        List<byte> likely = framing == ModbusFraming.Tcp
            ? [.. LikelyNetwork.Concat(Enumerable.Range(2, LikelyLast - 1)).Select(a => (byte)a)]
            : [.. Enumerable.Range(1, LikelyLast).Concat(LikelyBeyond).Select(a => (byte)a)];
        return part == 0 ? likely
            : framing == ModbusFraming.Ascii && !scope.IsNamed ? []
            : [.. Enumerable.Range(1, SerialLast).Select(a => (byte)a).Except(likely)];
    }
}
