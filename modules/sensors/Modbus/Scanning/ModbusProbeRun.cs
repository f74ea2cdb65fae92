using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing.Scanning;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>
/// Asks address after address for holding register 0. Any answer of the unit, an exception too, shows that it is there; then it is asked for registers that it has, and for its identification.
/// </summary>
internal sealed class ModbusProbeRun : IProbeRun
{
    private const long SerialTimeoutNs = 200_000_000;
    private const long NetworkTimeoutNs = 500_000_000;

    private readonly ModbusProbe _probe;
    private readonly ModbusFraming _framing;
    private readonly IReadOnlyList<byte> _addresses;
    private readonly ModbusReceiver _receiver;
    private readonly List<byte> _clashes = [];
    private UnitInquiry? _unit;
    private int _index = -1;
    private bool _again;

    public ModbusProbeRun(ModbusProbe probe, ModbusFraming framing, IReadOnlyList<byte> addresses, ProbeScope scope)
    {
        _probe = probe;
        _framing = framing;
        _addresses = addresses;
        AttemptNs = scope.TimeoutNs ?? (scope.IsNetwork ? NetworkTimeoutNs : SerialTimeoutNs);
        _receiver = framing switch { ModbusFraming.Ascii => new AsciiReceiver(), ModbusFraming.Tcp => new MbapReceiver(), _ => new RtuReceiver() };
    }

    /// <inheritdoc/>
    public int Left => _addresses.Count - 1 - _index;

    /// <inheritdoc/>
    public long AttemptNs { get; }

    /// <inheritdoc/>
    public string Collision => _clashes.Count == 0
        ? ""
        : $"garbled answers from unit {string.Join(", ", _clashes.Select(c => c.ToString(CultureInfo.InvariantCulture)))}: two devices with the same address, or the line is bad; connect them one at a time";

    private byte Unit => _addresses[_index];

    /// <inheritdoc/>
    public bool TryNext(ProbeAttempt attempt)
    {
        if (_unit is { } unit)
        {
            attempt.Set(unit.Begin(attempt.Buffer), AttemptNs);
            return true;
        }

        if (!_again && ++_index >= _addresses.Count)
        {
            _index = _addresses.Count - 1;
            return false;
        }

        attempt.Set(_receiver.Begin(new ModbusRequest(Unit, ModbusFunction.ReadHolding, 0, 1), echo: false, attempt.Buffer), AttemptNs);
        return true;
    }

    /// <inheritdoc/>
    public ProbeProgress Take(ReadOnlySpan<byte> bytes, ICollection<ProbeFinding> findings)
    {
        if (_unit is { } unit)
        {
            var ended = unit.Take(bytes);
            Settle(unit, findings);
            return ended ? ProbeProgress.Done : ProbeProgress.Waiting;
        }

        if (!_receiver.Take(bytes))
        {
            return ProbeProgress.Waiting;
        }

        _again = false;
        _unit = new UnitInquiry(_probe.Protocol, _framing, _receiver, Unit);
        _unit.Answered();
        return ProbeProgress.Done;
    }

    /// <inheritdoc/>
    public void TimedOut(int bytes, ICollection<ProbeFinding> findings)
    {
        if (_unit is { } unit)
        {
            unit.TimedOut();
            Settle(unit, findings);
            return;
        }

        // A garbled answer is asked for once more: two units with the same address garble it again.
        var garbled = _receiver.HasBadFrame || (_framing == ModbusFraming.Rtu && _receiver.AtTimeout() is Quality.Truncated);
        if (garbled && _again)
        {
            _clashes.Add(Unit);
        }

        _again = garbled && !_again;
    }

    private void Settle(UnitInquiry unit, ICollection<ProbeFinding> findings)
    {
        if (unit.IsDone)
        {
            findings.Add(unit.ToFinding());
            _unit = null;
        }
    }
}
