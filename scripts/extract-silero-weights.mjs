// Makes src/VoiceAgent.Providers.Silero/Weights/silero-v6.bin from the Silero VAD v6 model inside an npm package.
// Usage: node scripts/extract-silero-weights.mjs [MODEL.onnx]     (without a file it runs npm pack)
// Needs Node 20 and nothing else. The same model gives the same file, byte for byte.
//
// File, little-endian:
//   0   8 bytes   "VASILERO"
//   8   uint32    version, 1
//   12  uint32    number of parameter sets
//   16  32 bytes  SHA-256 of the model it was made from
//   48  32 bytes  SHA-256 of everything from byte 80 on
//   80  sets, one after the other:
//       uint32    sample rate in hertz
//       uint32    number n of parameters
//       n uint16  parameters as IEEE 754 half precision, rounded to nearest even
//       n int8    corrections: 1/256 of the distance between two neighbouring halves at that size
//
// A parameter is half + correction * 2^(max(exponent field, 1) - 33). Why not halves alone: docs/decisions/0002-silero-weights.md.
//
// Parameters of a set, layer by layer; each layer is its weights [output][tap][input], then its biases [output]:
//   convolution 1  bins -> 128, taps 0..2   (bins = 129 at 16 kHz, 65 at 8 kHz)
//   convolution 2  128 -> 64,   taps 0..2
//   convolution 3  64 -> 64,    taps 1..2   (tap 0 only ever meets padding)
//   convolution 4  64 -> 128,   tap 1       (taps 0 and 2 only ever meet padding)
//   LSTM           128 input + 128 hidden -> 4 x 128 gates in the order input, forget, cell, output; both biases added
//   output         128 -> 1

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@ricky0123/vad-web@0.0.31';
const MODEL = 'package/dist/silero_vad_v6.onnx';
const MODEL_SHA256 = '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3';
const OUTPUT = join(dirname(fileURLToPath(import.meta.url)), '../src/VoiceAgent.Providers.Silero/Weights/silero-v6.bin');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

function downloadModel() {
  const folder = mkdtempSync(join(tmpdir(), 'silero-'));
  try {
    const archive = execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
    execFileSync('tar', ['-xzf', archive, MODEL], { cwd: folder });
    return readFileSync(join(folder, MODEL));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Protobuf wire format: yields [field number, value]; a value is a number or the bytes of a string or message.
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) {
      yield [field, varint()];
      continue;
    }
    const length = { 1: () => 8, 2: varint, 5: () => 4 }[wire]?.();
    if (length === undefined || at + length > bytes.length) throw new Error(`Bad protobuf at byte ${at}`);
    yield [field, bytes.subarray(at, (at += length))];
  }
}

const all = (message, field) => [...fields(message)].filter(([f]) => f === field).map(([, value]) => value);
const text = (message, field) => String(all(message, field)[0] ?? '');

// onnx.proto: Model.graph = 7, Graph.node = 1, Node.attribute = 5, Attribute.name = 1, .t = 5, .g = 6,
// Tensor.dims = 1, .data_type = 2 (1 is float), .name = 8, .raw_data = 9
const attributes = (graph) => all(graph, 1).flatMap((node) => all(node, 5));

// The top graph is one If on the sample rate: its then branch holds the 16 kHz network, its else branch the 8 kHz one.
function readSets(model) {
  const branches = attributes(all(model, 7)[0]).filter((a) => all(a, 6).length > 0);
  const tensorsOf = (name) =>
    new Map(
      attributes(all(branches.find((a) => text(a, 1) === name), 6)[0])
        .flatMap((a) => all(a, 5))
        .filter((t) => all(t, 2)[0] === 1 && text(t, 8) !== '')
        .map((t) => [text(t, 8), readTensor(t)]),
    );
  return [
    { rate: 16000, window: 256, tensors: tensorsOf('then_branch') },
    { rate: 8000, window: 128, tensors: tensorsOf('else_branch') },
  ];
}

function readTensor(tensor) {
  const raw = all(tensor, 9)[0];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return { dims: all(tensor, 1), at: (i) => view.getFloat32(4 * i, true), length: raw.length / 4 };
}

// The engine computes the STFT itself, so the stored basis must be a DFT under a periodic Hann window.
function checkBasis({ tensors, window }) {
  const basis = tensors.get('stft.forward_basis_buffer');
  const bins = window / 2 + 1;
  let worst = 0;
  for (let k = 0; k < bins; k++) {
    for (let n = 0; n < window; n++) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window);
      const angle = (2 * Math.PI * ((k * n) % window)) / window;
      worst = Math.max(worst, Math.abs(basis.at(k * window + n) - hann * Math.cos(angle)));
      worst = Math.max(worst, Math.abs(basis.at((bins + k) * window + n) + hann * Math.sin(angle)));
    }
  }
  if (!(worst < 1e-6)) throw new Error(`The STFT basis differs from a Hann-windowed DFT by ${worst}`);
}

function parametersOf({ tensors, window }) {
  const values = [];
  const get = (name, ...dims) => {
    const tensor = tensors.get(name);
    if (tensor?.dims.join() !== dims.join()) throw new Error(`${name} is ${tensor?.dims}, expected ${dims}`);
    return tensor;
  };
  const push = (tensor) => {
    for (let i = 0; i < tensor.length; i++) values.push(tensor.at(i));
  };
  const convolution = (name, inputs, outputs, taps) => {
    const weight = get(`${name}.weight`, outputs, inputs, 3);
    for (let o = 0; o < outputs; o++) {
      for (const tap of taps) {
        for (let i = 0; i < inputs; i++) values.push(weight.at((o * inputs + i) * 3 + tap));
      }
    }
    push(get(`${name}.bias`, outputs));
  };
  convolution('encoder.0.reparam_conv', window / 2 + 1, 128, [0, 1, 2]);
  convolution('encoder.1.reparam_conv', 128, 64, [0, 1, 2]);
  convolution('encoder.2.reparam_conv', 64, 64, [1, 2]);
  convolution('encoder.3.reparam_conv', 64, 128, [1]);
  const [input, hidden] = ['ih', 'hh'].map((part) => get(`decoder.rnn.weight_${part}`, 512, 128));
  const [inputBias, hiddenBias] = ['ih', 'hh'].map((part) => get(`decoder.rnn.bias_${part}`, 512));
  for (let gate = 0; gate < 512; gate++) {
    for (const weight of [input, hidden]) {
      for (let i = 0; i < 128; i++) values.push(weight.at(gate * 128 + i));
    }
  }
  for (let gate = 0; gate < 512; gate++) values.push(inputBias.at(gate) + hiddenBias.at(gate));
  push(get('decoder.decoder.2.weight', 1, 128, 1));
  push(get('decoder.decoder.2.bias', 1));
  return values;
}

function roundToEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

// A number as the bits of the nearest half and the correction towards the number.
function encode(value) {
  const size = Math.abs(value);
  // 2^-14 is the smallest normal half; below it, as in it, neighbours are 2^-24 apart. Comparisons, not log2: exact.
  let exponent = 1;
  while (exponent < 30 && size >= 2 ** (exponent - 14)) exponent++;
  const step = 2 ** (exponent - 25);
  const steps = roundToEven(size / step);
  // Steps of a normal count from 1024, its hidden bit; a carry into the next exponent comes out right by itself.
  const bits = (exponent - 1) * 1024 + steps;
  if (bits >= 0x7c00) throw new Error(`${value} is too large for a half`);
  const carried = Math.max(bits >> 10, 1);
  const correction = roundToEven((size - steps * step) / 2 ** (carried - 33));
  const signed = Math.max(-128, Math.min(127, value < 0 ? -correction : correction));
  return [bits | (value < 0 ? 0x8000 : 0), signed];
}

function encodeSet(set) {
  const values = parametersOf(set);
  const bytes = Buffer.alloc(8 + 3 * values.length);
  bytes.writeUInt32LE(set.rate, 0);
  bytes.writeUInt32LE(values.length, 4);
  values.forEach((value, i) => {
    const [half, correction] = encode(value);
    bytes.writeUInt16LE(half, 8 + 2 * i);
    bytes.writeInt8(correction, 8 + 2 * values.length + i);
  });
  return bytes;
}

const model = process.argv[2] ? readFileSync(process.argv[2]) : downloadModel();
if (sha256(model).toString('hex') !== MODEL_SHA256) {
  throw new Error(`The model's SHA-256 is ${sha256(model).toString('hex')}, expected ${MODEL_SHA256}`);
}
const sets = readSets(model);
sets.forEach(checkBasis);
const payload = Buffer.concat(sets.map(encodeSet));
const header = Buffer.alloc(16);
header.write('VASILERO', 'latin1');
header.writeUInt32LE(1, 8);
header.writeUInt32LE(sets.length, 12);
const file = Buffer.concat([header, sha256(model), sha256(payload), payload]);
writeFileSync(OUTPUT, file);
console.log(`${OUTPUT}: ${file.length} bytes, SHA-256 ${sha256(file).toString('hex')}`);
