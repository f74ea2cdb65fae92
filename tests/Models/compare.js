// Runs TF.js models and what was imported of them on the same seeded inputs, and tells the largest difference of each output as JSON.
// node compare.js cases.json    cases: [{ "name", "model": "path of model.json", "onnx": "path", "backend": "cpu" | "wasm", "seed": 1, "range": 2.5 }]
const fs = require('fs');
const path = require('path');
const tf = require('@tensorflow/tfjs-core');
const converter = require('@tensorflow/tfjs-converter');
require('@tensorflow/tfjs-backend-cpu');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const ort = require('onnxruntime-node');

const FAR = 1e30;

// A 32-bit generator (xorshift): the same numbers on every machine.
function numbers(seed, count, range) {
  let state = (seed * 2654435761) >>> 0 || 1;
  const result = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    result[i] = (state / 2 ** 31 - 1) * range;
  }
  return result;
}

function artifacts(file) {
  const model = JSON.parse(fs.readFileSync(file, 'utf8'));
  const folder = path.dirname(file);
  const bytes = Buffer.concat(model.weightsManifest.flatMap((g) => g.paths).map((p) => fs.readFileSync(path.join(folder, p))));
  return {
    format: model.format,
    modelTopology: model.modelTopology,
    signature: model.signature,
    weightSpecs: model.weightsManifest.flatMap((g) => g.weights),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  };
}

const plain = (name) => name.replace(/:0$/, '');

function difference(expected, found) {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(expected[i] - found[i]);
    // Not a number, on one side or both, is as far as can be.
    largest = Math.max(largest, Number.isNaN(apart) ? FAR : apart);
  }
  return largest;
}

async function run(one) {
  await tf.setBackend(one.backend);
  await tf.ready();
  const source = artifacts(one.model);
  const model = await converter.loadGraphModel({ load: async () => source });
  const session = await ort.InferenceSession.create(one.onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const [forTf, forOrt] = [{}, {}];
  Object.values(source.signature.inputs).forEach((input, i) => {
    const shape = input.tensorShape.dim.map((d) => Number(d.size));
    const values = numbers(one.seed + i, shape.reduce((a, b) => a * b, 1), one.range);
    forTf[plain(input.name)] = tf.tensor(values, shape);
    forOrt[plain(input.name)] = new ort.Tensor('float32', values, shape);
  });
  const names = Object.values(source.signature.outputs).map((o) => plain(o.name)).sort();
  const expected = model.execute(forTf, names);
  const found = await session.run(forOrt);
  const outputs = [];
  for (let i = 0; i < names.length; i++) {
    const wanted = Array.isArray(expected) ? expected[i] : expected;
    const got = found[names[i]];
    const fits = got !== undefined && JSON.stringify(wanted.shape) === JSON.stringify(got.dims);
    outputs.push({ name: names[i], shape: wanted.shape, found: got && got.dims, difference: fits ? difference(await wanted.data(), got.data) : FAR });
  }
  model.dispose();
  await session.release();
  return { name: one.name, outputs };
}

async function main() {
  wasm.setWasmPaths(path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + path.sep);
  const results = [];
  for (const one of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
    try {
      results.push(await run(one));
    } catch (e) {
      results.push({ name: one.name, outputs: [], error: String(e && e.message) });
    }
  }
  process.stdout.write(`${JSON.stringify(results)}\n`);
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
