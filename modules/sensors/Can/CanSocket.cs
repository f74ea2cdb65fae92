using EdgeAgent.Core.Interop;
using static EdgeAgent.Sensors.Can.CanNative;

namespace EdgeAgent.Sensors.Can;

/// <summary>A raw CAN socket on one interface that lets wanted identifiers and error frames through, with the kernel's receive times. Not thread-safe.</summary>
internal sealed unsafe class CanSocket : IDisposable
{
    private const int ReceiveBufferBytes = 1 << 20;
    private const int ControlBytes = 128;

    private int _descriptor;
    private uint _dropped;

    private CanSocket(int descriptor)
    {
        _descriptor = descriptor;
    }

    /// <summary>To be waited on in poll(2).</summary>
    public int Descriptor => _descriptor;

    /// <summary>Frames that the kernel dropped because its buffer was full.</summary>
    public uint Dropped => _dropped;

    /// <summary>Opens <paramref name="name"/>; null with the reason, for people.</summary>
    public static CanSocket? Open(string name, IReadOnlyList<uint> ids, out string fault)
    {
        var index = IndexOf(name);
        if (index == 0)
        {
            fault = $"there is no CAN interface {name}; is its driver loaded and the profile right (ip link)?";
            return null;
        }

        var descriptor = Socket(Family, Raw | CloseOnExec | NonBlocking, RawProtocol);
        if (descriptor < 0)
        {
            fault = $"no CAN socket can be had: {Libc.ErrorText(Libc.Errno)}";
            return null;
        }

        var socket = new CanSocket(descriptor);
        fault = socket.Prepare(name, (int)index, ids);
        if (fault.Length == 0)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }

    /// <summary>Takes a frame: 1 with it and its receive time (CLOCK_REALTIME ns, 0 when the kernel gave none), 0 for none, or the negative errno.</summary>
    public int Receive(out CanFrame frame, out long realNs)
    {
        CanFrame taken;
        var vector = new IoVector { Base = &taken, Length = (nuint)sizeof(CanFrame) };
        var control = stackalloc byte[ControlBytes];
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlBytes };
        var count = CanNative.Receive(_descriptor, &message, 0);
        realNs = 0;
        if (count < 0)
        {
            frame = default;
            return Libc.Errno is NoData or Interrupted ? 0 : -Libc.Errno;
        }

        frame = taken;
        TakeControl(control, message.ControlLength, ref realNs);
        return count == sizeof(CanFrame) ? 1 : 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private static CanFilter FilterOf(uint id) => new() { Id = id, Mask = Extended | Remote | ((id & Extended) != 0 ? ExtendedMask : StandardMask) };

    // Control messages one after the other, each filled up to eight bytes (cmsg(3)).
    private void TakeControl(byte* control, nuint length, ref long realNs)
    {
        for (nuint at = 0; at + (nuint)sizeof(ControlHeader) <= length;)
        {
            var header = (ControlHeader*)(control + at);
            if (header->Length < (nuint)sizeof(ControlHeader))
            {
                return;
            }

            if (header->Level == SocketLevel && header->Type == TimestampOption)
            {
                realNs = ((TimeSpec*)(header + 1))->TotalNs;
            }
            else if (header->Level == SocketLevel && header->Type == DroppedOption)
            {
                _dropped = *(uint*)(header + 1);
            }

            at += (header->Length + 7) & ~(nuint)7;
        }
    }

    private string Prepare(string name, int index, IReadOnlyList<uint> ids)
    {
        var filters = ids.Select(FilterOf).ToArray();
        var errors = ErrorAll;
        var on = 1;
        var buffer = ReceiveBufferBytes;
        fixed (CanFilter* first = filters)
        {
            _ = SetOption(_descriptor, SocketLevel, ReceiveBufferOption, &buffer, sizeof(int));
            if (SetOption(_descriptor, RawLevel, FilterOption, first, (uint)(filters.Length * sizeof(CanFilter))) != 0
                || SetOption(_descriptor, RawLevel, ErrorFilterOption, &errors, sizeof(uint)) != 0
                || SetOption(_descriptor, SocketLevel, TimestampOption, &on, sizeof(int)) != 0
                || SetOption(_descriptor, SocketLevel, DroppedOption, &on, sizeof(int)) != 0)
            {
                return $"{name}: the kernel refuses the socket's options: {Libc.ErrorText(Libc.Errno)}";
            }
        }

        var address = new CanAddress { Family = Family, Interface = index };
        return Bind(_descriptor, &address, (uint)sizeof(CanAddress)) != 0 ? $"{name} is no CAN interface: {Libc.ErrorText(Libc.Errno)}" : IsUp(name) ? "" : $"{name} is down; bring it up with: ip link set {name} up";
    }

    /// <summary>True when the interface is up.</summary>
    public bool IsUp(string name)
    {
        var request = default(InterfaceRequest);
        for (var i = 0; i < name.Length && i < 15; i++)
        {
            request.Name[i] = (byte)name[i];
        }

        return Ioctl(_descriptor, GetFlags, &request) == 0 && (request.Flags & InterfaceUp) != 0;
    }
}
