// A Modbus slave on modbus-serial or jsmodbus: the same registers as slave.c.
// Usage: slave.js modbus-serial rtu DEVICE UNIT | slave.js modbus-serial tcp PORT UNIT | slave.js jsmodbus tcp PORT UNIT
'use strict';
const { createRequire } = require('module');
const load = createRequire(process.env.EDGE_PEERS_NODE + '/');
const [library, kind, where, unitText] = process.argv.slice(2);
const unit = Number(unitText);

const holding = Buffer.alloc(1024);
const input = Buffer.alloc(1024);
for (let i = 0; i < 512; i++) {
  holding.writeUInt16BE(0x0100 + i, 2 * i);
  input.writeUInt16BE(0x0100 + i, 2 * i);
}
holding.writeInt32BE(-123456, 200);
holding.writeFloatBE(123456, 204);
holding.writeDoubleBE(-2.5, 208);
holding.writeBigInt64BE(-9000000000n, 216);
[0x2000, 0x47f1, 0xf147, 0x0020, 0x0020, 0xf147].forEach((word, i) => holding.writeUInt16BE(word, 224 + 2 * i));
holding.writeInt16BE(-25, 236);
const bit = (i) => i % 3 === 0;

if (library === 'modbus-serial') {
  const modbus = load('modbus-serial');
  const vector = {
    getHoldingRegister: (i) => holding.readUInt16BE(2 * i),
    getInputRegister: (i) => input.readUInt16BE(2 * i),
    getCoil: bit,
    getDiscreteInput: bit,
  };
  const server = kind === 'tcp'
    ? new modbus.ServerTCP(vector, { host: '127.0.0.1', port: Number(where), unitID: unit })
    : new modbus.ServerSerial(vector, { port: where, baudRate: 9600, unitID: unit, openCallback: () => console.log('ready') });
  server.on('initialized', () => console.log('ready'));
  server.on('error', (error) => console.error(String(error)));
  server.on('socketError', (error) => console.error(String(error)));
} else {
  const net = require('net');
  const modbus = load('jsmodbus');
  const bits = Buffer.alloc(8);
  for (let i = 0; i < 64; i++) {
    bits[i >> 3] |= bit(i) ? 1 << (i & 7) : 0;
  }
  const listener = new net.Server();
  new modbus.server.TCP(listener, { holding, input, coils: bits, discrete: bits });
  listener.listen(Number(where), '127.0.0.1', () => console.log('ready'));
}
