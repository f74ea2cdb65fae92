using EdgeAgent.Bench;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine("""
        Usage: edgebench [NAME...] [--json]

        Prints a table: each figure beside its peer's, measured in the same run. Nothing here is a test: figures depend on the machine.

          windows   readings per second through the data path, and what each allocates
          decoders  frames per second of every field protocol, and what each allocates, NMEA beside gpsdecode
          modbus    transactions per second on one bus, and CPU for each, beside a C master on libmodbus
          buses     sixteen paced buses of fifty devices: share of what the wire allows, CPU, memory (needs EDGE_NATIVE_DIR)
          store     durable appends per second beside a C program on libsqlite3, bytes a window, opening a million summaries
          pull      summaries pulled per second over loopback, beside nginx serving the same bytes as files
          drain     summaries per second from the buffer to mosquitto, beside a C program on libmosquitto
          agent     the native binary: start to first reading, memory, size (needs EDGE_NATIVE_DIR)
          video     pictures per second from a decoded picture to counts, beside the bare session of onnxruntime-node
          motion    the motion gate's time for a 1080p picture, beside OpenCV (python3-opencv)
          memory    of a video module's process, beside node that holds the same session (needs EDGE_NATIVE_DIR)
          fairness  share of pictures dropped for each of several cameras of one process (needs EDGE_NATIVE_DIR)
          lane      processor time of a video module's process for an empty lane (needs EDGE_NATIVE_DIR)

        The last five need EDGE_MODULES_DIR, EDGE_CLIPS_DIR and EDGE_ONNXRUNTIME_DIR, as packaging/test sets them.
        Without names: all of them. --json prints a JSON object a line.
        """);
    return 0;
}

var benches = new (string Name, Func<IReadOnlyList<Row>> Run)[]
{
    ("windows", WindowsBench.Run),
    ("decoders", DecodersBench.Run),
    ("drain", DrainBench.Run),
    ("agent", AgentBench.Run),
    ("modbus", ModbusBench.Run),
    ("buses", BusesBench.Run),
    ("pull", PullBench.Run),
    ("store", StoreBench.Run),
    ("video", VideoBench.Run),
    ("motion", MotionBench.Run),
    ("memory", InferMemoryBench.Run),
    ("fairness", FairnessBench.Run),
    ("lane", LaneBench.Run),
};
var names = args.Where(a => !a.StartsWith('-')).ToList();
foreach (var unknown in names.Where(n => benches.All(b => b.Name != n)))
{
    Console.Error.WriteLine($"edgebench: no bench '{unknown}'; expected one of {string.Join(", ", benches.Select(b => b.Name))}");
    return 2;
}

var rows = new List<Row>();
foreach (var (name, run) in benches.Where(b => names.Count == 0 || names.Contains(b.Name)))
{
    Console.Error.WriteLine($"running {name} ...");
    rows.AddRange(run());
}

Row.Print(rows, args.Contains("--json"));
return 0;
