using System.Security.Cryptography;
using EdgeAgent.Buffer;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Pipeline;
using EdgeCtl.Simulate;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>
/// A whole gateway on virtual time: simulated pump room and slaves, the real Modbus driver, the real data path, the real promise of the buffer over records in memory.
/// Only threads, ports and disk are missing. The same seed gives the same bytes.
/// </summary>
internal sealed class VirtualGateway
{
    private const string Epoch = "0D3K8Q2M7ZR1C";
    private const uint Boot = 0x6f1c2a90;
    private const long StartUtcMs = 1_795_305_600_000;
    private const long StartMonoNs = 30_000_000_000;
    private const int ModelStepMs = 1_000;

    private readonly PumpRoomBus _rooms;
    private readonly SlaveBus _slaves;
    private readonly IBusDriver _driver;
    private readonly DataPath _path;
    private readonly BusOutput _bus = new();
    private readonly StageOutput _output = new();
    private readonly byte[] _fromSlave = new byte[256];
    private readonly SortedDictionary<(SummaryClass Class, ulong Seq), byte[]> _records = [];
    private BufferState _state = BufferState.Empty;
    private long _nowNs = StartMonoNs;
    private long _slaveDeadlineNs = SlaveBus.Never;

    public VirtualGateway(Site site, PumpRoomBus rooms, LineFaults faults, ulong seed)
    {
        _rooms = rooms;
        _slaves = new SlaveBus(new LineSpeed(9600, 2_000_000), faults, seed);
        foreach (var device in rooms.Devices)
        {
            _slaves.Add(device.Address, device.Map);
        }

        _driver = ((BusPlan)site.Sources[0]).CreateDriver(0, 0);
        _path = new DataPath(site.Table, site.Windows.LengthMs, Boot, $"{Boot:x8}-1");
    }

    public long Readings { get; private set; }

    public long GoodReadings { get; private set; }

    public IEnumerable<StoredSummary> Records => _records.Select(r =>
        StoredRecord.TryRead(r.Key.Class, r.Key.Seq, r.Value, out var stored) ? stored : throw new InvalidDataException($"{r.Key} is damaged"));

    /// <summary>SHA-256 over every record with its place.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in _records)
        {
            hash.AppendData(BitConverter.GetBytes((int)key.Class));
            hash.AppendData(BitConverter.GetBytes(key.Seq));
            hash.AppendData(value);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Lets the gateway live.</summary>
    public void Run(TimeSpan time)
    {
        var endNs = _nowNs + (long)time.TotalNanoseconds;
        var modelNs = _nowNs;
        StepDriver(BusInput.Opened, []);
        while (_nowNs < endNs)
        {
            _nowNs = Math.Min(endNs, Math.Max(_nowNs, Math.Min(Math.Min(modelNs, _slaveDeadlineNs), Math.Min(_bus.DeadlineNs, _path.NextDeadlineNs))));
            if (_nowNs >= modelNs)
            {
                _rooms.Step(ModelStepMs);
                modelNs += ModelStepMs * 1_000_000L;
            }

            if (_nowNs >= _slaveDeadlineNs)
            {
                StepSlaves([]);
            }

            if (_nowNs >= _bus.DeadlineNs)
            {
                StepDriver(BusInput.Deadline, []);
            }

            _path.Step(Now(), _output);
            Store();
        }
    }

    private Now Now() => new(_nowNs, StartUtcMs + ((_nowNs - StartMonoNs) / 1_000_000), ClockQuality.Ntp);

    private void StepDriver(BusInput input, ReadOnlySpan<byte> bytes)
    {
        _bus.Clear();
        var now = Now();
        _driver.Step(input, bytes, now, _bus);
        foreach (var reading in _bus.Readings)
        {
            Readings++;
            GoodReadings += reading.Quality == Quality.Good ? 1 : 0;
            _path.Step(reading, now, _output);
        }

        foreach (var change in _bus.Changes)
        {
            _path.Step(change, now, _output);
        }

        if (_bus.Send.Length > 0)
        {
            StepSlaves(_bus.Send.ToArray());
        }
    }

    private void StepSlaves(ReadOnlySpan<byte> bytes)
    {
        var sent = _slaves.Step(bytes, _nowNs, _fromSlave, out _slaveDeadlineNs);
        if (sent > 0)
        {
            StepDriver(BusInput.Bytes, _fromSlave.AsSpan(0, sent).ToArray());
        }
    }

    private void Store()
    {
        if (_output.Summaries.Count == 0)
        {
            return;
        }

        var batch = new BufferBatch(_state, Epoch);
        foreach (var summary in _output.Summaries)
        {
            batch.Append(summary);
        }

        batch.Seal();
        foreach (var (summaryClass, seq, value) in batch.Write.Puts)
        {
            _records.Add((summaryClass, seq), value);
        }

        _state = batch.Next();
        _output.Clear();
    }
}
