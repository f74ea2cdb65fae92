using EdgeAgent.Core.Interop;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using static EdgeAgent.Sensors.Serial.SerialNative;

namespace EdgeAgent.Sensors.Serial;

/// <summary>How a session ended.</summary>
public enum LineSessionEnd : byte
{
    /// <summary>The driver's work is done, or its time is over.</summary>
    Done,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>The line is gone: see <see cref="IBusLine.GoneReason"/>.</summary>
    Gone,
}

/// <summary>Runs drivers one after another on a line that is open, on the caller's thread; what `scan` needs, where <see cref="BusHost"/> keeps one driver running for ever.</summary>
/// <param name="line">The line; the caller closes it.</param>
/// <param name="clock">The clock.</param>
/// <param name="stop">Woken to stop; stays woken.</param>
public sealed unsafe class LineSession(IBusLine line, IEdgeClock clock, WakeEvent stop)
{
    private const long SendLimitNs = 5_000_000_000;

    // So that a caller's progress is shown while nothing happens.
    private const long LongestWaitNs = 100_000_000;

    private readonly BusOutput _output = new(4_096);
    private readonly byte[] _input = new byte[4_096];

    /// <summary>
    /// Runs <paramref name="driver"/> until <paramref name="isDone"/> answers true, <paramref name="limitNs"/> have passed, the session is stopped or the line is gone.
    /// <paramref name="isDone"/> is asked after each step, and every 0.1 s at least; it sees what the step gave out.
    /// </summary>
    public LineSessionEnd Run(IBusDriver driver, long limitNs, Func<BusOutput, bool> isDone)
    {
        var endNs = clock.Read().MonoNs + limitNs;
        line.DiscardInput();
        if (!Step(driver, BusInput.Opened, default))
        {
            return LineSessionEnd.Gone;
        }

        while (!isDone(_output))
        {
            var now = clock.Read().MonoNs;
            if (now >= endNs)
            {
                return LineSessionEnd.Done;
            }

            if (now >= _output.DeadlineNs)
            {
                if (!Step(driver, BusInput.Deadline, default))
                {
                    return LineSessionEnd.Gone;
                }

                continue;
            }

            var results = Wait(PollIn, Math.Min(Math.Min(_output.DeadlineNs, endNs) - now, LongestWaitNs), out var isStopped);
            if (isStopped)
            {
                return LineSessionEnd.Stopped;
            }

            if (results != 0 && !Receive(driver))
            {
                return LineSessionEnd.Gone;
            }
        }

        return LineSessionEnd.Done;
    }

    private bool Receive(IBusDriver driver)
    {
        var count = line.Read(_input);
        return count > 0 ? Step(driver, BusInput.Bytes, _input.AsSpan(0, count)) : count == IBusLine.WouldBlock;
    }

    private bool Step(IBusDriver driver, BusInput input, ReadOnlySpan<byte> bytes)
    {
        _output.Clear();
        driver.Step(input, bytes, clock.Read(), _output);
        if (_output.DiscardInput)
        {
            line.DiscardInput();
        }

        return (_output.Line is not { } settings || line.Configure(settings)) && Send(_output.Send);
    }

    private bool Send(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return true;
        }

        line.BeginSend();
        var endNs = clock.Read().MonoNs + SendLimitNs;
        while (bytes.Length > 0)
        {
            var count = line.Write(bytes);
            if (count > 0)
            {
                bytes = bytes[count..];
                continue;
            }

            if (count == IBusLine.Gone || clock.Read().MonoNs >= endNs)
            {
                return false;
            }

            // A stop waits until the request is whole: half a frame would disturb the devices.
            _ = Wait(PollOut, LongestWaitNs, out _);
        }

        line.EndSend();
        return true;
    }

    private short Wait(short events, long waitNs, out bool isStopped)
    {
        var timeout = TimeSpec.FromNs(Math.Max(0, waitNs));
        var descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = new PollDescriptor { Descriptor = events == PollOut ? -1 : stop.Descriptor, Events = PollIn };
        descriptors[1] = new PollDescriptor { Descriptor = line.Descriptor, Events = events };
        isStopped = false;
        if (Poll(descriptors, 2, &timeout, null) <= 0)
        {
            return 0;
        }

        isStopped = descriptors[0].Results != 0;
        return descriptors[1].Results;
    }
}
