using System.Globalization;
using EdgeAgent.Buffer.Engine;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>Stores on simulated disks, each under the path of a small real file that names it, so that the buffer can move and delete them.</summary>
internal sealed class SimKind(SimPower power, Random random) : IStoreKind
{
    private readonly List<SimDisk> _disks = [];

    public string FileName => "sim.db";

    public IReadOnlyList<string> Suffixes { get; } = [""];

    /// <summary>The newest store that was opened for writing.</summary>
    public SimEngine? Engine { get; private set; }

    /// <summary>How often what is sound in a damaged store was looked for.</summary>
    public int Rescues { get; private set; }

    public IStoreEngine Open(string path, EngineLimits limits)
    {
        power.Work();
        if (!File.Exists(path))
        {
            File.WriteAllText(path, _disks.Count.ToString(CultureInfo.InvariantCulture));
            _disks.Add(new SimDisk(power));
        }

        return Engine = new SimEngine(DiskOf(path), random);
    }

    public IStoreReader OpenReader(string path)
    {
        power.Work();
        Rescues++;
        return File.Exists(path) ? new SimEngine(DiskOf(path), random, asFarAsItGoes: true) : throw new StoreException(StoreFault.Missing, path);
    }

    private SimDisk DiskOf(string path) => _disks[int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture)];
}
