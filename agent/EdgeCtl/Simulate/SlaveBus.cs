using EdgeCtl.Simulate.Line;
using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Simulate;

/// <summary>
/// All slaves of one line, of one protocol or several, each at its own baud rate. Pure: bytes and the time go in, bytes and the next deadline come out. A request ends
/// by its length and check; silence only clears what made no frame, or ends a request whose length nobody can tell. A slave hears a master at its own rate alone: at
/// another the bytes are garbage to it, and what it says is garbage to the master. Not thread-safe.
/// </summary>
internal sealed class SlaveBus
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Longest frame of any protocol here, bytes (HJ 212: 1024 and its frame).</summary>
    public const int MaxFrame = 1280;

    private readonly List<Slave> _slaves = [];
    private readonly byte[] _received = new byte[2 * MaxFrame];
    private readonly byte[] _frame = new byte[MaxFrame];
    private readonly LineSpeed _speed;
    private readonly LineFaults _faults;
    private readonly SeededNoise _noise;
    private readonly SendQueue _queue;
    private ModbusRtuSlaves? _modbus;
    private int _receivedLength;
    private int _masterBaud;
    private long _silenceNs;
    private long _lastByteNs;

    /// <summary>Makes a line with nobody on it.</summary>
    public SlaveBus(LineSpeed speed, LineFaults faults, ulong seed)
    {
        _speed = speed;
        _faults = faults;
        _noise = new SeededNoise(seed);
        _queue = new SendQueue(_noise);
        _silenceNs = Math.Max(speed.SilenceNs, speed.TimeOfNs(4));
    }

    /// <summary>Counts since the start; several connections to one place may share theirs.</summary>
    public BusCounts Counts { get; init; } = new();

    /// <summary>Rate that the master's side of the line is set to, bits a second; 0 when there is no such thing.</summary>
    public int MasterBaud
    {
        get => _masterBaud;
        set
        {
            if (value != _masterBaud)
            {
                // What was heard at the old rate means nothing at the new one.
                Drop(_receivedLength);
                _masterBaud = value;
            }
        }
    }

    /// <summary>Puts slaves of a protocol on the line.</summary>
    public void Add(Slave slave)
    {
        _slaves.Add(slave);
        _silenceNs = Math.Max(_silenceNs, SpeedOf(slave).TimeOfNs(4));
    }

    /// <summary>Puts a Modbus RTU slave at the line's own rate on the line, at an address 1..247 that is free.</summary>
    public void Add(int address, RegisterMap map)
    {
        if (_modbus is null)
        {
            _modbus = new ModbusRtuSlaves(_speed.Baud);
            Add(_modbus);
        }

        _modbus.Units.Add(address, map);
    }

    /// <summary>
    /// Takes bytes (none is fine) and writes what is due into <paramref name="send"/>; answers how many bytes that is. What it has no room for stays due.
    /// Call again at <paramref name="deadlineNs"/> or when bytes arrive.
    /// </summary>
    public int Step(ReadOnlySpan<byte> bytes, long nowNs, Span<byte> send, out long deadlineNs)
    {
        var echoed = Echo(bytes, send);
        Take(bytes, nowNs);
        Frame(nowNs);
        Speak(nowNs);
        var sent = _queue.Send(nowNs, MasterBaud, send[echoed..]);
        if (sent > 0)
        {
            Frame(nowNs);
        }

        deadlineNs = Math.Min(_queue.DueNs, _queue.IsBusy ? Never : Math.Min(_receivedLength > 0 ? _lastByteNs + _silenceNs : Never, SpeaksAtNs()));
        return echoed + sent;
    }

    private int Echo(ReadOnlySpan<byte> bytes, Span<byte> send)
    {
        if (!_faults.Echo)
        {
            return 0;
        }

        var count = Math.Min(bytes.Length, send.Length);
        bytes[..count].CopyTo(send);
        Counts.EchoBytes += count;
        return count;
    }

    private void Take(ReadOnlySpan<byte> bytes, long nowNs)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (!IsHeard())
        {
            Counts.WrongBaudBytes += bytes.Length;
            Drop(_receivedLength);
            return;
        }

        if (!_queue.IsBusy && _receivedLength > 0 && nowNs - _lastByteNs >= _silenceNs)
        {
            EndBySilence(nowNs);
        }

        _lastByteNs = nowNs;
        var room = _received.Length - _receivedLength;
        if (bytes.Length > room)
        {
            // More than two whole frames without an answer between: no master of ours; start afresh with the newest.
            Drop(_receivedLength);
            Counts.JunkBytes += Math.Max(0, bytes.Length - _received.Length);
            bytes = bytes[Math.Max(0, bytes.Length - _received.Length)..];
        }

        bytes.CopyTo(_received.AsSpan(_receivedLength));
        _receivedLength += bytes.Length;
    }

    private void Frame(long nowNs)
    {
        while (!_queue.IsBusy && _receivedLength > 0 && ServeFirst(nowNs, isSilent: false))
        {
        }

        if (!_queue.IsBusy && _receivedLength > 0 && nowNs - _lastByteNs >= _silenceNs)
        {
            EndBySilence(nowNs);
        }
    }

    private void EndBySilence(long nowNs)
    {
        if (!ServeFirst(nowNs, isSilent: true))
        {
            Drop(_receivedLength);
        }
    }

    private bool ServeFirst(long nowNs, bool isSilent)
    {
        foreach (var slave in _slaves)
        {
            var received = _received.AsSpan(0, _receivedLength);
            if (!Hears(slave) || slave.Find(received, isSilent) is not { IsFrame: true } look)
            {
                continue;
            }

            Serve(slave, received.Slice(look.Skip, look.Length), nowNs);
            Counts.JunkBytes += look.Skip;
            Consume(look.Skip + look.Length);
            return true;
        }

        return false;
    }

    private void Serve(Slave slave, ReadOnlySpan<byte> request, long nowNs)
    {
        var reply = slave.Answer(request, nowNs, _frame);
        switch (reply.Kind)
        {
            case ReplyKind.Foreign:
                Counts.Foreign++;
                return;
            case ReplyKind.Acknowledged:
                Counts.Acknowledged++;
                return;
        }

        Counts.Requests++;
        if (reply.Length == 0)
        {
            return;
        }

        if (_noise.Chance(_faults.TimeoutRate))
        {
            Counts.Timeouts++;
            return;
        }

        Counts.Exceptions += reply.Kind == ReplyKind.Exception ? 1 : 0;
        // The request's own bytes take their time on a real line; a pty brings them at once.
        var speed = SpeedOf(slave);
        Depart(slave, reply, speed, nowNs + speed.TimeOfNs(request.Length) + speed.TurnaroundNs);
    }

    private void Speak(long nowNs)
    {
        foreach (var slave in _slaves)
        {
            if (_queue.IsBusy || nowNs < slave.SpeaksAtNs)
            {
                continue;
            }

            var reply = slave.Speak(nowNs, _frame);
            if (reply.Length == 0)
            {
                continue;
            }

            if (_noise.Chance(_faults.TimeoutRate))
            {
                Counts.Timeouts++;
                continue;
            }

            Counts.Reports++;
            Counts.Repeated += reply.Kind == ReplyKind.Repeated ? 1 : 0;
            Depart(slave, reply, SpeedOf(slave), nowNs);
        }
    }

    private void Depart(Slave slave, Reply reply, LineSpeed speed, long fromNs)
    {
        Counts.Replies++;
        var frame = _frame.AsSpan(0, reply.Length);
        if (_noise.Chance(_faults.WrongUnitRate) && slave.Readdress(frame[reply.Preamble..]))
        {
            Counts.WrongUnit++;
        }

        if (_noise.Chance(_faults.CrcErrorRate))
        {
            Counts.CrcErrors++;
            var at = reply.Preamble + _noise.Below(reply.Length - reply.Preamble - reply.Tail);
            frame[at] ^= (byte)(1 << _noise.Below(slave.IsText ? 4 : 8));
        }

        var isLate = _noise.Chance(_faults.LateRate);
        var noise = _noise.Chance(_faults.NoiseRate) ? 1 + _noise.Below(SendQueue.MaxNoise) : 0;
        Counts.NoiseBytes += noise;
        Counts.Late += isLate ? 1 : 0;
        if (!isLate)
        {
            _queue.Add(frame, noise, speed, slave.Baud, fromNs);
        }
        else if (!_queue.TryAddLate(frame, noise, speed, slave.Baud, fromNs + _faults.LateNs))
        {
            Counts.Timeouts++;
        }
    }

    private long SpeaksAtNs()
    {
        var atNs = Never;
        foreach (var slave in _slaves)
        {
            atNs = Math.Min(atNs, slave.SpeaksAtNs);
        }

        return atNs;
    }

    private bool IsHeard()
    {
        foreach (var slave in _slaves)
        {
            if (Hears(slave))
            {
                return true;
            }
        }

        return false;
    }

    private bool Hears(Slave slave) => MasterBaud == 0 || slave.Baud == 0 || slave.Baud == MasterBaud;

    private LineSpeed SpeedOf(Slave slave) =>
        _speed.Baud == 0 || slave.Baud == 0 ? _speed : _speed with { Baud = slave.Baud, BitsPerByte = slave.BitsPerByte };

    private void Drop(int count)
    {
        Counts.JunkBytes += count;
        Consume(count);
    }

    private void Consume(int count)
    {
        _received.AsSpan(count, _receivedLength - count).CopyTo(_received);
        _receivedLength -= count;
    }
}
