"""A Modbus RTU slave on pymodbus 3: the same registers as slave.c. Usage: slave.py DEVICE BAUD UNIT."""
import struct
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer
from pymodbus.transaction import ModbusRtuFramer


def words(form, value):
    raw = struct.pack(form, value)
    return list(struct.unpack(">%dH" % (len(raw) // 2), raw))


def swapped(values):
    return [(v >> 8) | ((v & 0xFF) << 8) for v in values]


def main():
    device, baud, unit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
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
    print("ready", flush=True)
    StartSerialServer(
        context=ModbusServerContext(slaves={unit: slave}, single=False),
        framer=ModbusRtuFramer, port=device, baudrate=baud, timeout=0.02,
    )


main()
