// Holds a model in ONNX Runtime and runs it when told to.
// node session.js MODEL TENSOR SHAPE THREADS SPINNING    TENSOR: a file of float32 values; SHAPE: as in 1x3x416x416; SPINNING: 0, or default
// A line "run N" on standard input is answered by the seconds that N runs took. Ends with standard input.
const fs = require('fs');
const readline = require('readline');
const ort = require('onnxruntime-node');

async function main([model, tensorFile, shape, threads, spinning]) {
  const options = { intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: 'all', executionMode: 'sequential', logSeverityLevel: 3 };
  if (spinning === '0') {
    options.extra = { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } };
  }
  const session = await ort.InferenceSession.create(model, options);
  const bytes = fs.readFileSync(tensorFile);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', values, shape.split('x').map(Number)) };
  console.log('ready');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const count = Number(line.split(' ')[1]);
    const started = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      await session.run(feeds);
    }
    console.log(Number(process.hrtime.bigint() - started) / 1e9);
  }
}

main(process.argv.slice(2)).catch((e) => {
  console.error(e);
  process.exit(1);
});
