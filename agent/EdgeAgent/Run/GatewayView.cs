using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Status;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Run;

/// <summary>What the running agent shows of itself. A reload puts another <see cref="SiteRuntime"/> behind it.</summary>
internal sealed class GatewayView : IGatewayView, ICameraPictures
{
    private SiteRuntime _runtime;

    public GatewayView(SiteRuntime runtime, IEdgeClock clock, ISummaryBuffer buffer, long startedNs)
    {
        _runtime = runtime;
        Clock = clock;
        Buffer = buffer;
        StartedNs = startedNs;
    }

    public string Version => AgentVersion.Text;

    public IEdgeClock Clock { get; }

    public ISummaryBuffer Buffer { get; }

    public long StartedNs { get; }

    public Site Site => Runtime.Site;

    /// <summary>What runs now.</summary>
    public SiteRuntime Runtime
    {
        get => Volatile.Read(ref _runtime);
        set => Volatile.Write(ref _runtime, value);
    }

    public IReadOnlyList<string> Cameras => [.. Runtime.Pictures.SelectMany(p => p.Cameras)];

    public long DroppedOf(string camera) => Runtime.Pictures.Sum(p => p.DroppedOf(camera));

    public Task<byte[]?> PictureAsync(string camera, CancellationToken cancel) =>
        Runtime.Pictures.FirstOrDefault(p => p.Cameras.Contains(camera, StringComparer.Ordinal))?.PictureAsync(camera, cancel) ?? Task.FromResult<byte[]?>(null);

    public Reading Latest(int point) => Runtime.Latest(point);

    public int History(int point, Span<double> target) => Runtime.History(point, target);

    public IReadOnlyList<BusView> Buses() => Runtime.Buses();

    public IReadOnlyList<UplinkView> Uplinks() => Runtime.Uplinks();

    public IReadOnlyList<DropCount> Drops() => Runtime.Drops();
}
