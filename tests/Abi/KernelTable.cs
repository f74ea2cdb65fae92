using System.Runtime.InteropServices;
using EdgeAgent.Core.Interop;
using EdgeAgent.Sensors.Can;
using EdgeAgent.Sensors.Gpio;
using EdgeAgent.Sensors.I2c;

namespace EdgeAgent.Tests.Abi;

/// <summary>What is bound of GPIO, I2C and CAN: a C expression and what our declarations say it is.</summary>
internal static class KernelTable
{
    public static IEnumerable<(string Expression, long Value)> Rows() => [.. Poll(), .. Gpio(), .. GpioStructs(), .. I2c(), .. I2cStructs(), .. Can(), .. CanStructs()];

    private static IEnumerable<(string Expression, long Value)> Poll() =>
    [
        ("sizeof(struct pollfd)", Marshal.SizeOf<PollEntry>()),
        ("offsetof(struct pollfd, events)", Offset<PollEntry>(nameof(PollEntry.Events))),
        ("offsetof(struct pollfd, revents)", Offset<PollEntry>(nameof(PollEntry.Results))),
        ("POLLIN", KernelPoll.In),
        ("POLLERR | POLLHUP", KernelPoll.Broken),
    ];

    private static IEnumerable<(string Expression, long Value)> Gpio() =>
    [
        ("GPIO_GET_CHIPINFO_IOCTL", (long)GpioNative.GetChipInfo),
        ("GPIO_V2_GET_LINEINFO_IOCTL", (long)GpioNative.GetLineInfo),
        ("GPIO_V2_GET_LINE_IOCTL", (long)GpioNative.GetLine),
        ("GPIO_V2_LINE_GET_VALUES_IOCTL", (long)GpioNative.GetValues),
        ("GPIO_V2_LINE_SET_VALUES_IOCTL", (long)GpioNative.SetValues),
        ("GPIO_V2_LINE_FLAG_USED", (long)GpioNative.FlagUsed),
        ("GPIO_V2_LINE_FLAG_ACTIVE_LOW", (long)GpioNative.FlagActiveLow),
        ("GPIO_V2_LINE_FLAG_INPUT", (long)GpioNative.FlagInput),
        ("GPIO_V2_LINE_FLAG_OUTPUT", (long)GpioNative.FlagOutput),
        ("GPIO_V2_LINE_FLAG_EDGE_RISING", (long)GpioNative.FlagRising),
        ("GPIO_V2_LINE_FLAG_EDGE_FALLING", (long)GpioNative.FlagFalling),
        ("GPIO_V2_LINE_FLAG_BIAS_PULL_UP", (long)GpioNative.FlagPullUp),
        ("GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN", (long)GpioNative.FlagPullDown),
        ("GPIO_V2_LINE_FLAG_BIAS_DISABLED", (long)GpioNative.FlagBiasDisabled),
        ("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", GpioNative.AttributeOutputValues),
        ("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", GpioNative.AttributeDebounce),
        ("GPIO_V2_LINE_EVENT_RISING_EDGE", GpioNative.RisingEdge),
        ("GPIO_MAX_NAME_SIZE", GpioNative.NameSize),
        ("GPIO_V2_LINES_MAX", GpioNative.MaxLines),
        ("GPIO_V2_LINE_NUM_ATTRS_MAX", GpioNative.MaxAttributes),
        ("EPERM", GpioNative.NotPermitted),
        ("EINTR", GpioNative.Interrupted),
        ("ENXIO", GpioNative.NoDeviceOrAddress),
        ("EAGAIN", GpioNative.TryAgain),
        ("EACCES", GpioNative.AccessDenied),
        ("EBUSY", GpioNative.Busy),
        ("EINVAL", GpioNative.InvalidArgument),
    ];

    private static IEnumerable<(string Expression, long Value)> GpioStructs() =>
    [
        ("sizeof(struct gpiochip_info)", Marshal.SizeOf<ChipInfo>()),
        ("offsetof(struct gpiochip_info, label)", Offset<ChipInfo>(nameof(ChipInfo.Label))),
        ("offsetof(struct gpiochip_info, lines)", Offset<ChipInfo>(nameof(ChipInfo.Lines))),
        ("sizeof(struct gpio_v2_line_attribute)", Marshal.SizeOf<LineAttribute>()),
        ("offsetof(struct gpio_v2_line_attribute, values)", Offset<LineAttribute>(nameof(LineAttribute.Value))),
        ("offsetof(struct gpio_v2_line_attribute, debounce_period_us)", Offset<LineAttribute>(nameof(LineAttribute.Value))),
        ("sizeof(struct gpio_v2_line_config_attribute)", Marshal.SizeOf<ConfigAttribute>()),
        ("offsetof(struct gpio_v2_line_config_attribute, mask)", Offset<ConfigAttribute>(nameof(ConfigAttribute.Mask))),
        ("sizeof(struct gpio_v2_line_config)", Size<LineConfig>()),
        ("offsetof(struct gpio_v2_line_config, num_attrs)", Offset<LineConfig>(nameof(LineConfig.AttributeCount))),
        ("offsetof(struct gpio_v2_line_config, attrs)", Size<LineConfig>() - Size<AttributeList>()),
        ("sizeof(struct gpio_v2_line_request)", Size<LineRequest>()),
        ("offsetof(struct gpio_v2_line_request, consumer)", sizeof(uint) * GpioNative.MaxLines),
        ("offsetof(struct gpio_v2_line_request, config)", (sizeof(uint) * GpioNative.MaxLines) + GpioNative.NameSize),
        ("sizeof(struct gpio_v2_line_request) - offsetof(struct gpio_v2_line_request, num_lines)", Size<LineRequest>() - (sizeof(uint) * GpioNative.MaxLines) - GpioNative.NameSize - Size<LineConfig>()),
        ("sizeof(struct gpio_v2_line_info)", Marshal.SizeOf<LineInfo>()),
        ("offsetof(struct gpio_v2_line_info, consumer)", Offset<LineInfo>(nameof(LineInfo.Consumer))),
        ("offsetof(struct gpio_v2_line_info, offset)", Offset<LineInfo>(nameof(LineInfo.Offset))),
        ("offsetof(struct gpio_v2_line_info, flags)", Offset<LineInfo>(nameof(LineInfo.Flags))),
        ("sizeof(struct gpio_v2_line_values)", Marshal.SizeOf<LineValues>()),
        ("offsetof(struct gpio_v2_line_values, mask)", Offset<LineValues>(nameof(LineValues.Mask))),
        ("sizeof(struct gpio_v2_line_event)", Marshal.SizeOf<LineEvent>()),
        ("offsetof(struct gpio_v2_line_event, id)", Offset<LineEvent>(nameof(LineEvent.Id))),
        ("offsetof(struct gpio_v2_line_event, offset)", Offset<LineEvent>(nameof(LineEvent.Offset))),
        ("offsetof(struct gpio_v2_line_event, seqno)", Offset<LineEvent>(nameof(LineEvent.Sequence))),
        ("offsetof(struct gpio_v2_line_event, line_seqno)", Offset<LineEvent>(nameof(LineEvent.LineSequence))),
    ];

    private static IEnumerable<(string Expression, long Value)> I2c() =>
    [
        ("I2C_SLAVE", (long)I2cNative.SetSlave),
        ("I2C_RDWR", (long)I2cNative.ReadWrite),
        ("I2C_SMBUS", (long)I2cNative.Smbus),
        ("I2C_M_RD", I2cNative.MessageRead),
        ("I2C_SMBUS_READ", I2cNative.SmbusRead),
        ("I2C_SMBUS_WRITE", I2cNative.SmbusWrite),
        ("I2C_SMBUS_BYTE", I2cNative.SmbusByte),
        ("I2C_SMBUS_BYTE_DATA", I2cNative.SmbusByteData),
        ("I2C_SMBUS_WORD_DATA", I2cNative.SmbusWordData),
        ("I2C_SMBUS_I2C_BLOCK_DATA", I2cNative.SmbusBlockData),
        ("I2C_SMBUS_BLOCK_MAX", I2cNative.BlockMax),
        ("EPERM", I2cNative.NotPermitted),
        ("ENOENT", I2cNative.NoEntry),
        ("EIO", I2cNative.InputOutput),
        ("ENXIO", I2cNative.NoDeviceOrAddress),
        ("EACCES", I2cNative.AccessDenied),
        ("EBUSY", I2cNative.Busy),
        ("ENODEV", I2cNative.NoDevice),
        ("EOPNOTSUPP", I2cNative.NotSupported),
        ("ETIMEDOUT", I2cNative.TimedOut),
        ("EREMOTEIO", I2cNative.RemoteInputOutput),
    ];

    private static IEnumerable<(string Expression, long Value)> I2cStructs() =>
    [
        ("sizeof(struct i2c_msg)", Marshal.SizeOf<I2cMessage>()),
        ("offsetof(struct i2c_msg, flags)", Offset<I2cMessage>(nameof(I2cMessage.Flags))),
        ("offsetof(struct i2c_msg, len)", Offset<I2cMessage>(nameof(I2cMessage.Length))),
        ("offsetof(struct i2c_msg, buf)", Offset<I2cMessage>(nameof(I2cMessage.Buffer))),
        ("sizeof(struct i2c_rdwr_ioctl_data)", Marshal.SizeOf<I2cMessages>()),
        ("offsetof(struct i2c_rdwr_ioctl_data, nmsgs)", Offset<I2cMessages>(nameof(I2cMessages.Count))),
        ("sizeof(struct i2c_smbus_ioctl_data)", Marshal.SizeOf<SmbusTransfer>()),
        ("offsetof(struct i2c_smbus_ioctl_data, command)", Offset<SmbusTransfer>(nameof(SmbusTransfer.Command))),
        ("offsetof(struct i2c_smbus_ioctl_data, size)", Offset<SmbusTransfer>(nameof(SmbusTransfer.Size))),
        ("offsetof(struct i2c_smbus_ioctl_data, data)", Offset<SmbusTransfer>(nameof(SmbusTransfer.Data))),
        ("sizeof(union i2c_smbus_data)", Marshal.SizeOf<SmbusData>()),
    ];

    private static IEnumerable<(string Expression, long Value)> Can() =>
    [
        ("PF_CAN", CanNative.Family),
        ("SOCK_RAW", CanNative.Raw),
        ("SOCK_CLOEXEC", CanNative.CloseOnExec),
        ("SOCK_NONBLOCK", CanNative.NonBlocking),
        ("CAN_RAW", CanNative.RawProtocol),
        ("SOL_SOCKET", CanNative.SocketLevel),
        ("SOL_CAN_RAW", CanNative.RawLevel),
        ("CAN_RAW_FILTER", CanNative.FilterOption),
        ("CAN_RAW_ERR_FILTER", CanNative.ErrorFilterOption),
        ("SO_RCVBUF", CanNative.ReceiveBufferOption),
        ("SO_TIMESTAMPNS", CanNative.TimestampOption),
        ("SO_RXQ_OVFL", CanNative.DroppedOption),
        ("CAN_EFF_FLAG", CanNative.Extended),
        ("CAN_RTR_FLAG", CanNative.Remote),
        ("CAN_ERR_FLAG", CanNative.Error),
        ("CAN_SFF_MASK", CanNative.StandardMask),
        ("CAN_EFF_MASK", CanNative.ExtendedMask),
        ("CAN_ERR_MASK", CanNative.ErrorAll),
        ("CAN_ERR_BUSOFF", CanNative.ErrorBusOff),
        ("SIOCGIFFLAGS", (long)CanNative.GetFlags),
        ("IFF_UP", CanNative.InterfaceUp),
        ("EAGAIN", CanNative.NoData),
        ("EINTR", CanNative.Interrupted),
    ];

    private static IEnumerable<(string Expression, long Value)> CanStructs() =>
    [
        ("sizeof(struct sockaddr_can)", Marshal.SizeOf<CanAddress>()),
        ("offsetof(struct sockaddr_can, can_ifindex)", Offset<CanAddress>(nameof(CanAddress.Interface))),
        ("sizeof(struct can_filter)", Marshal.SizeOf<CanFilter>()),
        ("offsetof(struct can_filter, can_mask)", Offset<CanFilter>(nameof(CanFilter.Mask))),
        ("sizeof(struct can_frame)", Marshal.SizeOf<CanFrame>()),
        ("offsetof(struct can_frame, can_dlc)", Offset<CanFrame>(nameof(CanFrame.Length))),
        ("offsetof(struct can_frame, data)", Offset<CanFrame>(nameof(CanFrame.Data))),
        ("sizeof(struct iovec)", Marshal.SizeOf<IoVector>()),
        ("offsetof(struct iovec, iov_len)", Offset<IoVector>(nameof(IoVector.Length))),
        ("sizeof(struct msghdr)", Marshal.SizeOf<MessageHeader>()),
        ("offsetof(struct msghdr, msg_namelen)", Offset<MessageHeader>(nameof(MessageHeader.NameLength))),
        ("offsetof(struct msghdr, msg_iov)", Offset<MessageHeader>(nameof(MessageHeader.Vectors))),
        ("offsetof(struct msghdr, msg_iovlen)", Offset<MessageHeader>(nameof(MessageHeader.VectorCount))),
        ("offsetof(struct msghdr, msg_control)", Offset<MessageHeader>(nameof(MessageHeader.Control))),
        ("offsetof(struct msghdr, msg_controllen)", Offset<MessageHeader>(nameof(MessageHeader.ControlLength))),
        ("offsetof(struct msghdr, msg_flags)", Offset<MessageHeader>(nameof(MessageHeader.Flags))),
        ("sizeof(struct cmsghdr)", Marshal.SizeOf<ControlHeader>()),
        ("offsetof(struct cmsghdr, cmsg_level)", Offset<ControlHeader>(nameof(ControlHeader.Level))),
        ("offsetof(struct cmsghdr, cmsg_type)", Offset<ControlHeader>(nameof(ControlHeader.Type))),
        ("sizeof(struct ifreq)", Marshal.SizeOf<InterfaceRequest>()),
        ("offsetof(struct ifreq, ifr_flags)", Offset<InterfaceRequest>(nameof(InterfaceRequest.Flags))),
    ];

    private static long Offset<T>(string field) => (long)Marshal.OffsetOf<T>(field);

    private static long Size<T>()
        where T : unmanaged => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
}
