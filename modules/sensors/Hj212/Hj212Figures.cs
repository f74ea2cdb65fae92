using System.Text;

namespace EdgeAgent.Sensors.Hj212;

/// <summary>What one message tells of a station's points: filled item by item, from one packet or several. Allocates nothing after it is made.</summary>
internal sealed class Hj212Figures(Hj212Device device)
{
    private readonly Figure[] _figures = new Figure[device.Points.Count];

    /// <summary>When the figures are of, UTC ms; 0 when it is not told.</summary>
    public long TimeMs { get; private set; }

    public ref readonly Figure Of(int point) => ref _figures[point];

    public void Clear()
    {
        TimeMs = 0;
        Array.Fill(_figures, new Figure { Value = double.NaN, Min = double.NaN, Max = double.NaN, Mean = double.NaN, Total = double.NaN });
    }

    /// <summary>Takes the items of a CP.</summary>
    public void Take(ReadOnlySpan<byte> cp)
    {
        var reader = new CpReader(cp);
        while (reader.Next())
        {
            if (reader.Factor.Length > 0)
            {
                Take(reader);
            }
            else if (reader.Key.SequenceEqual("DataTime"u8) && Hj212Value.TryTime(reader.Value, out var timeMs))
            {
                TimeMs = timeMs;
            }
        }
    }

    private void Take(in CpReader item)
    {
        var isConverted = item.Statistic.StartsWith("Zs"u8);
        var statistic = isConverted ? item.Statistic[2..] : item.Statistic;
        var isFlag = statistic.SequenceEqual("Flag"u8);
        for (var i = 0; i < _figures.Length; i++)
        {
            var point = device.Points[i];
            if (!Ascii.EqualsIgnoreCase(item.Factor, point.Factor))
            {
                continue;
            }

            ref var figure = ref _figures[i];
            if (isFlag)
            {
                figure.Flag = item.Value.Length == 1 ? item.Value[0] : (byte)'?';
            }
            else if (isConverted == point.IsConverted || statistic.SequenceEqual("Cou"u8))
            {
                Put(ref figure, statistic, item.Value);
            }
        }
    }

    private static void Put(ref Figure figure, ReadOnlySpan<byte> statistic, ReadOnlySpan<byte> text)
    {
        var isNumber = Hj212Value.TryNumber(text, out var value);
        value = isNumber ? value : double.NaN;
        if (statistic.SequenceEqual("Rtd"u8) || statistic.SequenceEqual("Data"u8))
        {
            figure.IsTold = true;
            figure.Value = value;
        }
        else if (statistic.SequenceEqual("Avg"u8))
        {
            figure.IsTold = true;
            figure.Mean = value;
        }
        else if (statistic.SequenceEqual("Min"u8))
        {
            figure.IsTold = true;
            figure.Min = value;
        }
        else if (statistic.SequenceEqual("Max"u8))
        {
            figure.IsTold = true;
            figure.Max = value;
        }
        else if (statistic.SequenceEqual("Cou"u8))
        {
            figure.IsTotalTold = true;
            figure.Total = value;
        }
    }

    /// <summary>What is told of one point; NaN where nothing is.</summary>
    internal struct Figure
    {
        public bool IsTold;
        public bool IsTotalTold;
        public byte Flag;
        public double Value;
        public double Min;
        public double Max;
        public double Mean;
        public double Total;
    }
}
