namespace EdgeAgent.Core.Sensing.Polling;

/// <summary>Which job is done next. Two heaps: what waits, by when it falls due, and what is due, by that with a lead for its priority.</summary>
internal sealed class PollSchedule
{
    private const long LeadNs = 10_000_000_000;

    private readonly List<PollJob> _jobs = [];
    private readonly List<PollJob> _whole = [];
    private readonly PriorityQueue<int, long> _waiting;
    private readonly PriorityQueue<int, long> _due;
    private bool _begun;

    public PollSchedule(IReadOnlyList<PollSet> sets)
    {
        for (var set = 0; set < sets.Count; set++)
        {
            foreach (var job in sets[set].Jobs)
            {
                _whole.Add(job);
                Number(job, set, sets[set].Devices[job.Device].Name);
                foreach (var part in job.Parts)
                {
                    Number(part, set, sets[set].Devices[part.Device].Name);
                }
            }
        }

        _waiting = new PriorityQueue<int, long>(_jobs.Count);
        _due = new PriorityQueue<int, long>(_jobs.Count);
    }

    /// <summary>Makes everything due once, at the first call; from then on each device keeps to its own phase.</summary>
    public void Begin(long nowNs)
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        for (var i = 0; i < _whole.Count; i++)
        {
            Wait(_whole[i], nowNs + i);
        }
    }

    /// <summary>When the next job falls due; <paramref name="nowNs"/> or earlier when one is.</summary>
    public long NextDueNs(long nowNs)
    {
        while (_waiting.TryPeek(out var number, out var dueNs) && dueNs <= nowNs)
        {
            _waiting.Dequeue();
            Ready(_jobs[number]);
        }

        if (_due.TryPeek(out var first, out _))
        {
            return _jobs[first].DueNs;
        }

        return _waiting.TryPeek(out _, out var nextNs) ? nextNs : BusOutput.Never;
    }

    /// <summary>Takes the first of what is due.</summary>
    public PollJob Take() => _jobs[_due.Dequeue()];

    /// <summary>A job was done or passed over: its next time is the first of its slots that is not past.</summary>
    public void Again(PollJob job, long nowNs)
    {
        var next = job.SlotAfter(job.DueNs);
        Wait(job, next > nowNs ? next : job.SlotAfter(nowNs));
    }

    /// <summary>From now on the parts are done instead. A probe's job stands in the queue still and hands over to its parts when it falls due.</summary>
    public void Split(PollJob job, long nowNs, bool probing)
    {
        job.IsSplit = true;
        if (!probing)
        {
            TakeParts(job, nowNs);
        }
    }

    /// <summary>Makes the parts of a job due.</summary>
    public void TakeParts(PollJob job, long nowNs)
    {
        for (var i = 0; i < job.Parts.Count; i++)
        {
            Wait(job.Parts[i], nowNs + i);
        }
    }

    private void Number(PollJob job, int set, string device)
    {
        job.Set = set;
        job.Number = _jobs.Count;
        job.SetPhase(device);
        _jobs.Add(job);
    }

    private void Wait(PollJob job, long dueNs)
    {
        job.DueNs = dueNs;
        _waiting.Enqueue(job.Number, dueNs);
    }

    private void Ready(PollJob job) => _due.Enqueue(job.Number, job.DueNs - (((int)job.Priority - (int)PollPriority.Normal) * LeadNs));
}
