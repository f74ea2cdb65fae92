using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Bench;

/// <summary>Modbus transactions on one pseudo terminal, inter-frame gap 0: our port and driver, and a C master on libmodbus, each against the same C slave.</summary>
internal static class ModbusBench
{
    private const int Points = 200;
    private const int WarmUpMs = 2_000;
    private const int RunMs = 5_000;

    public static IReadOnlyList<Row> Run()
    {
        using var folder = new TempFolder();
        var program = folder["bus"];
        var source = Path.Combine(AppContext.BaseDirectory, "native", "bus.c");
        using (var gcc = new ChildProcess("gcc", ["-O2", "-Wall", source, "-I/usr/include/modbus", "-lmodbus", "-o", program]))
        {
            if (gcc.WaitForExit(60_000) != 0)
            {
                Console.Error.WriteLine("modbus: left out, gcc or libmodbus-dev is missing");
                return [];
            }
        }

        // Both orders, so that neither has the warmer machine.
        var ours = OnSlave(program, RunOurs);
        var peer = OnSlave(program, device => RunPeer(program, device));
        var oursAgain = OnSlave(program, RunOurs);
        var rate = (ours.Rate + oursAgain.Rate) / 2;
        var cpu = (ours.CpuUs + oursAgain.CpuUs) / 2;
        return
        [
            new Row("Modbus transactions on one bus", "1/s", rate, peer.Rate, "C master on libmodbus", "0.9 of the peer"),
            new Row("CPU for each transaction", "us", cpu, peer.CpuUs, "C master on libmodbus", "at most 2 x the peer"),
        ];
    }

    private static (double Rate, double CpuUs) OnSlave(string program, Func<string, (double Rate, double CpuUs)> run)
    {
        using var slave = new ChildProcess(program, ["slave"]);
        if (!slave.SaysAsync("/dev/", 5_000).GetAwaiter().GetResult())
        {
            throw new InvalidOperationException(slave.All);
        }

        return run(slave.Output.First());
    }

    private static (double Rate, double CpuUs) RunPeer(string program, string device)
    {
        using var master = new ChildProcess(program, ["master", device, (RunMs / 1000).ToString(CultureInfo.InvariantCulture)]);
        if (master.WaitForExit(RunMs + 10_000) != 0)
        {
            throw new InvalidOperationException("the peer failed: " + master.All);
        }

        var figures = master.Output.Single().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (figures[0] / figures[1], figures[2] / figures[0]);
    }

    private static (double Rate, double CpuUs) RunOurs(string device)
    {
        var points = Enumerable.Range(0, Points)
            .Select(i => new ModbusPoint { Index = i, Register = new RegisterAddress(ModbusArea.Holding, i * 2), Type = ModbusType.UInt16, PollMs = 10 })
            .ToList();
        var serial = new SerialSettings(115200);
        var bus = new ModbusBus
        {
            GapNs = 0, Serial = serial, MaxBlock = 1, MaxGap = 0,
            Devices = [new ModbusDevice { Name = "slave", Address = 1, TimeoutMs = 1000, Retries = 0, Points = points }],
        };
        var sink = new CountingSink();
        using var host = new BusHost("bench", new SerialLineOpener(new PortProfile("path:" + device, PortDirection.Auto), serial), new PollingDriver([bus.CreateSet(0, 0)]), sink, new EdgeClock(), NullLogger.Instance);
        host.Start();
        Thread.Sleep(WarmUpMs);
        using var self = Process.GetCurrentProcess();
        var before = (Count: sink.Count, Cpu: self.TotalProcessorTime, At: Stopwatch.GetTimestamp());
        Thread.Sleep(RunMs);
        self.Refresh();
        var seconds = Stopwatch.GetElapsedTime(before.At).TotalSeconds;
        var count = sink.Count - before.Count;
        var cpuUs = (self.TotalProcessorTime - before.Cpu).TotalMicroseconds;
        return sink.Bad > 0 || count == 0
            ? throw new InvalidOperationException($"{sink.Bad} bad readings, {count} in all; {host.Fault}")
            : (count / seconds, cpuUs / count);
    }

    private sealed class CountingSink : IBusSink
    {
        private long _count;
        private long _bad;

        public long Count => Volatile.Read(ref _count);

        public long Bad => Volatile.Read(ref _bad);

        public void Take(List<Reading> readings, List<DeviceChange> changes)
        {
            Volatile.Write(ref _count, _count + readings.Count);
            foreach (var reading in readings)
            {
                _bad += reading.Quality == Quality.Good ? 0 : 1;
            }
        }

        public void Take(List<StationWindow> windows)
        {
        }

        public void Take(in TimeFix fix)
        {
        }
    }
}
