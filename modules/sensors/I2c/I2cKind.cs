using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Sampling;

namespace EdgeAgent.Sensors.I2c;

/// <summary>The source kind `i2c`: chips on one bus, which one thread reads in turn. Stateless; any thread.</summary>
public sealed class I2cKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "i2c";

    /// <inheritdoc/>
    public string Schema => I2cSchema.Text;

    /// <inheritdoc/>
    public SourcePlan? Bind(JsonElement source, BindContext context)
    {
        var before = context.FaultCount;
        var busName = source.Text("bus", "");
        var devices = new List<DeviceDescriptor>();
        var points = new List<PointDescriptor>();
        var chips = new List<(ChipKind Kind, ChipPlan Plan)>();
        foreach (var device in source.Items("devices"))
        {
            var at = context.At(string.Create(CultureInfo.InvariantCulture, $"devices[{devices.Count}]"));
            var kind = ChipKind.All.First(c => c.Name == device.Text("chip", ""));
            var address = AddressOf(device, kind, at);
            if (chips.Find(c => c.Plan.Address == address).Plan is { } other)
            {
                at.At("address").Fault($"0x{address:x2} belongs to \"{other.Name}\" already", "each address once on a bus");
            }

            var known = SourceBinding.Device(device);
            devices.Add(known);
            var binder = new ChipBinder(device, at, kind, known);
            chips.Add((kind, binder.Bind(address, points)));
        }

        return context.FaultCount > before ? null : new HostedPlan($"i2c {busName}", (parts, pointBase, deviceBase) =>
        {
            var bus = new KernelI2cBus(parts.Profile.I2c[busName]);
            return new SamplingHost($"i2c {busName}", new SamplingDriver([.. chips.Select(c => c.Kind.Create(c.Plan, bus))], pointBase, deviceBase), parts);
        })
        {
            Kind = Name,
            Devices = devices,
            Points = points,
            Owns = [$"I2C bus {busName}"],
            CheckProfile = (profile, at) => ProfileNeed.Has(profile, "I2C bus", busName, profile.I2c, at.At("bus")),
            Look = parts => Look(parts.Profile.I2c[busName]),
        };
    }

    // Only whether the bus can be opened: addressing a chip may change its state.
    private static IReadOnlyList<string> Look(string path)
    {
        var bus = new KernelI2cBus(path);
        var errno = bus.Open();
        bus.Close();
        return errno == 0 ? [] : [$"{path}: {Core.Interop.Libc.ErrorText(errno)}; is I2C switched on, and the agent's user in the group that owns the bus (often i2c)?"];
    }

    private static byte AddressOf(JsonElement device, ChipKind kind, BindContext at)
    {
        var text = device.Text("address", "");
        var address = text.Length > 0 ? int.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : device.TryGetProperty("address", out _) ? device.Integer("address")!.Value : kind.Ranges[0].First;
        if (!kind.MayHangAt(address))
        {
            at.At("address").Fault($"0x{address:x2} is no address of {kind.Name}", kind.Addresses);
        }

        return (byte)address;
    }
}
