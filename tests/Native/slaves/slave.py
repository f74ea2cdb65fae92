"""A Modbus RTU slave on pymodbus 3: the second independent peer. Usage: slave.py DEVICE BAUD UNIT. The same registers as slave.c, without the counter."""
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer
from pymodbus.transaction import ModbusRtuFramer


def main():
    device, baud, unit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    holding = [0] * 64
    holding[0:4] = [1170, 1250, 65535, 4242]
    holding[10:12] = [123456 & 0xFFFF, 123456 >> 16]
    holding[20:22] = [0x47F1, 0x2000]
    inputs = [0] * 64
    inputs[0] = 0x10000 - 25
    slave = ModbusSlaveContext(
        co=ModbusSequentialDataBlock(0, [True] + [False] * 15),
        di=ModbusSequentialDataBlock(0, [False] * 3 + [True] + [False] * 12),
        hr=ModbusSequentialDataBlock(0, holding),
        ir=ModbusSequentialDataBlock(0, inputs),
        zero_mode=True,
    )
    print("ready", flush=True)
    StartSerialServer(
        context=ModbusServerContext(slaves={unit: slave}, single=False),
        framer=ModbusRtuFramer, port=device, baudrate=baud, timeout=0.02,
    )


main()
