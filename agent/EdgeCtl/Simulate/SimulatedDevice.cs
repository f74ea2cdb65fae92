using EdgeCtl.Simulate.Modbus;

namespace EdgeCtl.Simulate;

/// <summary>A slave with a name: its registers, its points and how a step of the model reaches them.</summary>
/// <param name="Name">Device name in the site file.</param>
/// <param name="Address">Unit address on its bus, 1..247.</param>
/// <param name="Map">Its registers.</param>
/// <param name="Points">Its points.</param>
/// <param name="Refresh">Copies the model's present state into the registers.</param>
internal sealed record SimulatedDevice(string Name, int Address, RegisterMap Map, IReadOnlyList<PointSpec> Points, Action Refresh);
