using EdgeAgent.Core.Config;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Serial;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Serial;

/// <summary>Opening a port, and every reason why one does not open.</summary>
public sealed class SerialPortTests
{
    private static readonly SerialSettings Line = new(9600);

    [Fact]
    public void Missing_port_is_told()
    {
        var result = SerialPort.Open("/dev/edge-no-such-port", Line, PortDirection.Auto);
        Assert.Null(result.Port);
        Assert.Equal(SerialOpenError.Missing, result.Error);
        Assert.Contains("/dev/edge-no-such-port does not exist", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_serial_line_is_told()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["file"], "");
        Assert.Equal(SerialOpenError.NotASerialLine, SerialPort.Open(folder["file"], Line, PortDirection.Auto).Error);
        Assert.Equal(SerialOpenError.NotASerialLine, SerialPort.Open("/dev/null", Line, PortDirection.Auto).Error);
    }

    [Fact]
    public void Port_held_by_another_process_is_told()
    {
        using var pair = new PtyPair();
        using var holder = new ChildProcess("flock", ["-x", "-F", pair.Path, "sleep", "30"]);
        HostRig.Until(() => SerialPort.Open(pair.Path, Line, PortDirection.Auto) is var r && Closed(r) && r.Error == SerialOpenError.Held, "the port is not held");
        var result = SerialPort.Open(pair.Path, Line, PortDirection.Auto);
        Assert.Contains("held by another process", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_opening_is_refused_and_the_first_goes_on()
    {
        using var pair = new PtyPair();
        using var first = SerialPort.Open(pair.Path, Line, PortDirection.Auto).Port;
        Assert.NotNull(first);
        Assert.Equal(SerialOpenError.Held, SerialPort.Open(pair.Path, Line, PortDirection.Auto).Error);
        pair.Write([42]);
        var buffer = new byte[4];
        HostRig.Until(() => first.Read(buffer) == 1, "the byte");
        Assert.Equal(42, buffer[0]);
        first.Dispose();
        using var again = SerialPort.Open(pair.Path, Line, PortDirection.Auto).Port;
        Assert.NotNull(again);
    }

    [Theory]
    [InlineData(300, SerialParity.None, 1)]
    [InlineData(115200, SerialParity.Even, 1)]
    [InlineData(4_000_000, SerialParity.Odd, 2)]
    public void Every_standard_rate_is_set_as_others_know_it(int baud, SerialParity parity, int stopBits)
    {
        using var pair = new PtyPair();
        using var port = SerialPort.Open(pair.Path, new SerialSettings(baud, parity, 8, stopBits), PortDirection.Auto).Port;
        Assert.NotNull(port);
        using var stty = new ChildProcess("stty", ["-F", pair.Path, "speed"]);
        Assert.Equal(0, stty.WaitForExit(5_000));
        Assert.Equal($"{baud}", Assert.Single(stty.Output));
    }

    [Fact]
    public unsafe void Any_other_rate_is_set_too()
    {
        using var pair = new PtyPair();
        using var port = SerialPort.Open(pair.Path, new SerialSettings(31_250), PortDirection.Auto).Port;
        var termios = default(Termios2);
        Assert.Equal(0, SerialNative.Ioctl(port!.Descriptor, SerialNative.GetTermios2, &termios));
        Assert.Equal((31_250u, 31_250u), (termios.InputSpeed, termios.OutputSpeed));
    }

    [Fact]
    public void Idle_line_would_block_and_an_unplugged_one_is_gone()
    {
        var pair = new PtyPair();
        using var port = SerialPort.Open(pair.Path, Line, PortDirection.Auto).Port;
        var buffer = new byte[4];
        Assert.Equal(IBusLine.WouldBlock, port!.Read(buffer));
        pair.Dispose();
        Assert.Equal(IBusLine.Gone, port.Read(buffer));
    }

    [Fact]
    public void Direction_by_the_kernel_needs_a_driver_that_can()
    {
        using var pair = new PtyPair();
        var result = SerialPort.Open(pair.Path, Line, PortDirection.Kernel);
        Assert.Equal(SerialOpenError.Other, result.Error);
        Assert.Contains("RS-485", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_leave_where_the_agent_switches_direction_and_the_line_has_no_rts()
    {
        using var pair = new PtyPair();
        using var port = SerialPort.Open(pair.Path, Line, PortDirection.Rts).Port!;
        port.BeginSend();
        Assert.Equal(3, port.Write([1, 2, 3]));
        port.EndSend();
        Assert.Equal([1, 2, 3], pair.ReadExactly(3, 5_000));
    }

    private static bool Closed(SerialOpenResult result)
    {
        result.Port?.Dispose();
        return true;
    }
}
