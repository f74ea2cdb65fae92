using EdgeAgent.Core.Points;

namespace EdgeAgent.Inference.Video.Cameras;

/// <summary>The points of a camera and the order of their values.</summary>
public sealed class CameraPoints
{
    private readonly List<CameraPoint> _points = [];
    private readonly int[] _lines;
    private readonly int[] _zones;

    /// <summary>The points of a camera.</summary>
    public CameraPoints(CameraPlan plan)
    {
        Rate = Add("rate", "pictures looked at a second", PointKind.Gauge, "Hz");
        _lines = [.. plan.Lines.Select(AddLine)];
        _zones = [.. plan.Zones.Select(AddZone)];
    }

    /// <summary>All, in the order of their values.</summary>
    public IReadOnlyList<CameraPoint> All => _points;

    /// <summary>Index of the pictures looked at a second.</summary>
    public int Rate { get; }

    /// <summary>Index of a line's first value: in and out of each class, then the wrong way when it is watched.</summary>
    public int Line(int line) => _lines[line];

    /// <summary>Index of a zone's first value: occupancy of each class, then the longest stay, visits, the sum of their stays, and what is watched: loitering, intrusion, thing left, queue.</summary>
    public int Zone(int zone) => _zones[zone];

    private static string NameOf(string label) => label.Replace(' ', '-');

    private int AddLine(LinePlan plan)
    {
        var name = plan.Line.Name;
        var first = _points.Count;
        foreach (var label in plan.Classes)
        {
            Add($"{name}.{NameOf(label)}.in", $"{name}: {label}, in", PointKind.Counter);
            Add($"{name}.{NameOf(label)}.out", $"{name}: {label}, out", PointKind.Counter);
        }

        if (plan.WrongWayIsIn is not null)
        {
            Add($"{name}.wrong-way", $"{name}: wrong way", PointKind.Discrete, "", "wrongWay", plan.IsAlarm);
        }

        return first;
    }

    private int AddZone(ZonePlan plan)
    {
        var name = plan.Name;
        var first = _points.Count;
        foreach (var label in plan.Classes)
        {
            Add($"{name}.{NameOf(label)}", $"{name}: {label}, inside", PointKind.Gauge);
        }

        Add($"{name}.longest", $"{name}: longest stay of those inside", PointKind.Gauge, "s");
        Add($"{name}.visits", $"{name}: stays that have ended", PointKind.Counter);
        Add($"{name}.stay", $"{name}: sum of the stays that have ended", PointKind.Counter, "s");
        AddWatched(plan.LoiterMs > 0, $"{name}.loitering", $"{name}: somebody stays too long", "loitering", plan.IsAlarm);
        AddWatched(plan.IsForbidden, $"{name}.intrusion", $"{name}: somebody is where nobody may be", "intrusion", plan.IsAlarm);
        AddWatched(plan.LeftMs > 0, $"{name}.left-behind", $"{name}: a thing was left behind", "leftBehind", plan.IsAlarm);
        if (plan.HasQueue)
        {
            Add($"{name}.queue", $"{name}: standing in the queue", PointKind.Gauge);
        }

        return first;
    }

    private void AddWatched(bool isWatched, string name, string label, string rule, bool isAlarm)
    {
        if (isWatched)
        {
            Add(name, label, PointKind.Discrete, "", rule, isAlarm);
        }
    }

    private int Add(string name, string label, PointKind kind, string unit = "", string rule = "", bool isAlarm = false)
    {
        _points.Add(new CameraPoint(name, label, kind, unit, rule, isAlarm));
        return _points.Count - 1;
    }
}
