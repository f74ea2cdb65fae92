"""A Modbus slave on pymodbus 3: the same registers as slave.c. Usage: slave.py rtu|ascii DEVICE UNIT | slave.py tcp PORT UNIT."""
import struct
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer, StartTcpServer
from pymodbus.transaction import ModbusAsciiFramer, ModbusRtuFramer


def words(form, value):
    raw = struct.pack(form, value)
    return list(struct.unpack(">%dH" % (len(raw) // 2), raw))


def swapped(values):
    return [(v >> 8) | ((v & 0xFF) << 8) for v in values]


def main():
    kind, where, unit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    holding = [0x0100 + i for i in range(512)]
    real = words(">f", 123456.0)
    holding[100:102] = words(">i", -123456)
    holding[102:104] = real
    holding[104:108] = words(">d", -2.5)
    holding[108:112] = words(">q", -9000000000)
    holding[112:114] = real[::-1]
    holding[114:116] = swapped(real)
    holding[116:118] = swapped(real[::-1])
    holding[118] = 0x10000 - 25
    bits = [i % 3 == 0 for i in range(64)]
    slave = ModbusSlaveContext(
        co=ModbusSequentialDataBlock(0, bits),
        di=ModbusSequentialDataBlock(0, bits),
        hr=ModbusSequentialDataBlock(0, holding),
        ir=ModbusSequentialDataBlock(0, [0x0100 + i for i in range(512)]),
        zero_mode=True,
    )
    context = ModbusServerContext(slaves={unit: slave}, single=False)
    print("ready", flush=True)
    if kind == "tcp":
        StartTcpServer(context=context, address=("127.0.0.1", int(where)))
    else:
        framer = ModbusAsciiFramer if kind == "ascii" else ModbusRtuFramer
        StartSerialServer(context=context, framer=framer, port=where, baudrate=9600, timeout=0.02)


main()
