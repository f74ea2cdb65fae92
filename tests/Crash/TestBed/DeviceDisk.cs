namespace EdgeAgent.Tests.Crash.TestBed;

/// <summary>Plays a device's log back: what was flushed is there; of what came after the last flush each write may be there, be missing or be torn at sectors, unless it was forced.</summary>
internal sealed class DeviceDisk(byte[] image)
{
    private const int SectorBytes = 512;
    private readonly List<DeviceWrite> _pending = [];

    public void Take(in DeviceWrite write)
    {
        if (write.IsFlush)
        {
            foreach (var before in _pending)
            {
                Apply(image, before);
            }

            _pending.Clear();
        }

        if (write.Data.Length > 0)
        {
            _pending.Add(write);
        }
    }

    /// <summary>What the device may hold when the power is cut now.</summary>
    public byte[] Cut(Random random)
    {
        var cut = (byte[])image.Clone();
        var mode = random.Next(4);
        foreach (var write in _pending)
        {
            if (write.IsForced || mode == 0 || (mode == 1 && random.Next(2) == 0))
            {
                Apply(cut, write);
            }
            else if (mode == 2)
            {
                Tear(cut, write, random);
            }
        }

        return cut;
    }

    private static void Apply(byte[] target, in DeviceWrite write) => write.Data.Span.CopyTo(target.AsSpan((int)write.Offset));

    private static void Tear(byte[] target, in DeviceWrite write, Random random)
    {
        for (var done = 0; done < write.Data.Length; done += SectorBytes)
        {
            if (random.Next(2) == 0)
            {
                write.Data.Span.Slice(done, SectorBytes).CopyTo(target.AsSpan((int)write.Offset + done));
            }
        }
    }
}
