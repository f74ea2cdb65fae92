namespace EdgeCtl.Simulate.Line;

/// <summary>
/// Reports that a station has sent or is about to send and that want an acknowledgement: each is sent up to four times, then given up. At most 8 wait; the oldest goes
/// when more come. Not thread-safe.
/// </summary>
internal sealed class PendingReports(long retryNs)
{
    private const int MaxSent = 4;
    private const int MaxWaiting = 8;
    private readonly List<Report> _reports = [];

    /// <summary>When the next is to be sent, ns.</summary>
    public long DueNs
    {
        get
        {
            var dueNs = SlaveBus.Never;
            foreach (var report in _reports)
            {
                dueNs = Math.Min(dueNs, report.DueNs);
            }

            return dueNs;
        }
    }

    /// <summary>Waiting reports.</summary>
    public int Count => _reports.Count;

    /// <summary>Adds a report that is to be sent at once.</summary>
    public void Add(string key, byte[] frame, long nowNs)
    {
        if (_reports.Count == MaxWaiting)
        {
            _reports.RemoveAt(0);
        }

        _reports.Add(new Report(key, frame) { DueNs = nowNs });
    }

    /// <summary>Takes the first that is due; the answer's length is 0 when none is.</summary>
    public Reply Take(long nowNs, Span<byte> frame, int tail)
    {
        var report = _reports.Find(waiting => waiting.DueNs <= nowNs);
        if (report is null)
        {
            return default;
        }

        report.Sent++;
        report.DueNs = nowNs + retryNs;
        if (report.Sent == MaxSent)
        {
            _reports.Remove(report);
        }

        report.Frame.CopyTo(frame);
        return new Reply(report.Sent > 1 ? ReplyKind.Repeated : ReplyKind.Normal, report.Frame.Length, Tail: tail);
    }

    /// <summary>Forgets an acknowledged report; false when it is unknown.</summary>
    public bool Acknowledge(string key) => _reports.RemoveAll(waiting => waiting.Key == key) > 0;

    /// <summary>Has a report that was refused sent again at once.</summary>
    public void Again(string key, long nowNs)
    {
        if (_reports.Find(waiting => waiting.Key == key) is { } report)
        {
            report.DueNs = nowNs;
        }
    }

    private sealed class Report(string key, byte[] frame)
    {
        public string Key { get; } = key;

        public byte[] Frame { get; } = frame;

        public long DueNs { get; set; }

        public int Sent { get; set; }
    }
}
