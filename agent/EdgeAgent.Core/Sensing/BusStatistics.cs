using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>Counts of one bus. Written by the port's thread alone, read by any.</summary>
public sealed class BusStatistics
{
    private readonly long[] _failures = new long[QualityNames.Count];
    private long _requests;
    private long _retries;
    private long _bytesDiscarded;
    private long _bytesSent;
    private long _bytesReceived;
    private int _devicesLost;

    /// <summary>Requests sent, retries included.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Requests sent again after a failure.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Bytes that belonged to no expected frame.</summary>
    public long BytesDiscarded => Volatile.Read(ref _bytesDiscarded);

    /// <summary>Bytes sent.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Bytes received.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Devices that are lost now.</summary>
    public int DevicesLost => Volatile.Read(ref _devicesLost);

    /// <summary>Transactions that ended with <paramref name="quality"/>; those that ended well for <see cref="Quality.Good"/>.</summary>
    public long Ended(Quality quality) => Volatile.Read(ref _failures[(int)quality]);

    /// <summary>Counts a request of <paramref name="bytes"/> bytes.</summary>
    public void CountRequest(int bytes, bool retry)
    {
        Volatile.Write(ref _requests, _requests + 1);
        Volatile.Write(ref _bytesSent, _bytesSent + bytes);
        if (retry)
        {
            Volatile.Write(ref _retries, _retries + 1);
        }
    }

    /// <summary>Counts the end of a transaction.</summary>
    public void CountEnd(Quality quality) => Volatile.Write(ref _failures[(int)quality], _failures[(int)quality] + 1);

    /// <summary>Counts bytes that came in.</summary>
    public void CountReceived(int bytes) => Volatile.Write(ref _bytesReceived, _bytesReceived + bytes);

    /// <summary>Counts bytes that were thrown away.</summary>
    public void CountDiscarded(int bytes) => Volatile.Write(ref _bytesDiscarded, _bytesDiscarded + bytes);

    /// <summary>Sets how many devices are lost now.</summary>
    public void SetDevicesLost(int count) => Volatile.Write(ref _devicesLost, count);
}
