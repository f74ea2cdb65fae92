namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>The best boxes of a picture, and non-maximum suppression among those of a class. Of fixed size: a picture full of boxes costs no more memory. Not thread-safe.</summary>
public sealed class Candidates
{
    private readonly Detection[] _heap;
    private readonly Detection[] _kept;
    private readonly float _iou;
    private int _count;
    private int _keptCount;

    /// <summary>Room for the best boxes.</summary>
    /// <param name="capacity">Most boxes that are looked at.</param>
    /// <param name="keep">Most boxes that stay.</param>
    /// <param name="iou">Boxes of a class that share more of their union go, above 0 to 1.</param>
    public Candidates(int capacity, int keep, float iou)
    {
        _heap = new Detection[capacity];
        _kept = new Detection[keep];
        _iou = iou;
    }

    /// <summary>What is left, best first.</summary>
    public ReadOnlySpan<Detection> Kept => _kept.AsSpan(0, _keptCount);

    /// <summary>Forgets all.</summary>
    public void Clear() => (_count, _keptCount) = (0, 0);

    /// <summary>Adds a box; when there is no room the worst goes. One without an area is no box.</summary>
    public void Add(in Detection detection)
    {
        if (!(detection.Width > 0) || !(detection.Height > 0))
        {
            return;
        }

        if (_count < _heap.Length)
        {
            _heap[_count] = detection;
            Up(_count++);
        }
        else if (IsWorse(_heap[0], detection))
        {
            _heap[0] = detection;
            Down();
        }
    }

    /// <summary>Leaves the best of boxes that lie over each other.</summary>
    public void Suppress()
    {
        var boxes = _heap.AsSpan(0, _count);
        boxes.Sort(static (a, b) => IsWorse(a, b) ? 1 : IsWorse(b, a) ? -1 : 0);
        _keptCount = 0;
        for (var i = 0; i < boxes.Length && _keptCount < _kept.Length; i++)
        {
            if (!IsCovered(boxes[i]))
            {
                _kept[_keptCount++] = boxes[i];
            }
        }

        _count = 0;
    }

    private bool IsCovered(in Detection box)
    {
        for (var k = 0; k < _keptCount; k++)
        {
            if (_kept[k].Class == box.Class && _kept[k].IouWith(box) > _iou)
            {
                return true;
            }
        }

        return false;
    }

    // The same boxes in another order give the same result: equal scores are told apart by place.
    private static bool IsWorse(in Detection a, in Detection b)
    {
        var order = a.Score.CompareTo(b.Score);
        order = order != 0 ? order : -a.Class.CompareTo(b.Class);
        order = order != 0 ? order : -a.Top.CompareTo(b.Top);
        return (order != 0 ? order : -a.Left.CompareTo(b.Left)) < 0;
    }

    private void Up(int at)
    {
        while (at > 0 && IsWorse(_heap[at], _heap[(at - 1) / 2]))
        {
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void Down()
    {
        for (int at = 0, child; (child = (2 * at) + 1) < _count; at = child)
        {
            child += child + 1 < _count && IsWorse(_heap[child + 1], _heap[child]) ? 1 : 0;
            if (!IsWorse(_heap[child], _heap[at]))
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
        }
    }
}
