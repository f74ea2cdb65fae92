using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Peers;

/// <summary>What goes wrong on a cable, as shares of the replies.</summary>
/// <param name="Lost">Replies that never arrive.</param>
/// <param name="Noisy">Replies with noise before them.</param>
/// <param name="Late">Replies that arrive after the master's time-out, when it has asked something else already.</param>
/// <param name="Foreign">Replies after a sound frame of another unit.</param>
/// <param name="Echo">True when every request comes back first.</param>
internal sealed record CableFaults(double Lost = 0, double Noisy = 0, double Late = 0, double Foreign = 0, bool Echo = false);

/// <summary>
/// A cable of two pseudo terminals, master's and slave's, that a thread carries bytes along, with faults drawn from a seed. What comes within 30 ms after a request counts as one reply.
/// </summary>
internal sealed class FaultyCable : IDisposable
{
    private const int QuietMs = 30;

    private readonly PtyPair _ours;
    private readonly PtyPair _theirs;
    private readonly CableFaults _faults;
    private readonly Random _random;
    private readonly Func<byte[]> _foreign;
    private readonly int _timeoutMs;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts it. <paramref name="foreign"/> makes a sound frame of another unit.</summary>
    public FaultyCable(string master, string slave, CableFaults faults, int seed, int timeoutMs, Func<byte[]> foreign)
    {
        _ours = new PtyPair(master);
        _theirs = new PtyPair(slave);
        _faults = faults;
        _random = new Random(seed);
        _timeoutMs = timeoutMs;
        _foreign = foreign;
        _thread = new Thread(Run) { IsBackground = true, Name = "cable" };
        _thread.Start();
    }

    /// <summary>Faults made.</summary>
    public int Made { get; private set; }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join(5_000);
        _ours.Dispose();
        _theirs.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            var request = _ours.Read(20);
            if (request.Length == 0)
            {
                continue;
            }

            _theirs.Write(request);
            if (_faults.Echo)
            {
                _ours.Write(request);
            }

            Carry(Reply());
        }
    }

    private byte[] Reply()
    {
        var reply = new List<byte>();
        for (var waitedMs = 0; waitedMs < _timeoutMs && !_stopping; waitedMs += QuietMs)
        {
            var some = _theirs.Read(QuietMs);
            if (some.Length == 0 && reply.Count > 0)
            {
                break;
            }

            reply.AddRange(some);
        }

        return [.. reply];
    }

    private void Carry(byte[] reply)
    {
        var draw = _random.NextDouble();
        if (draw < _faults.Lost)
        {
            Made++;
            return;
        }

        draw -= _faults.Lost;
        if (draw < _faults.Noisy)
        {
            Made++;
            var noise = new byte[_random.Next(1, 12)];
            _random.NextBytes(noise);
            _ours.Write(noise);
        }

        draw -= _faults.Noisy;
        if (draw >= 0 && draw < _faults.Late)
        {
            Made++;
            Thread.Sleep(_timeoutMs + 60);
        }

        draw -= _faults.Late;
        if (draw >= 0 && draw < _faults.Foreign)
        {
            Made++;
            _ours.Write(_foreign());
        }

        _ours.Write(reply);
    }
}
