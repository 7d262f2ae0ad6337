/** Root mean square of samples between −1 and 1. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

const quietest = -55;
const loudest = -12;

/** How loud it sounds, 0 to 1, on a decibel scale: quiet speech shows too. */
export function loudness(rms: number): number {
  const decibels = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.max(0, Math.min(1, (decibels - quietest) / (loudest - quietest)));
}
