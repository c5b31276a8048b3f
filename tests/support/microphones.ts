import { pseudoRandom } from "./pseudo-random.ts";

const rate = 48_000;

/** What is said in a room: syllables of random length and loudness with pauses, mono at 48 kHz; the same for the same seed. */
export function speech(seconds: number, seed: number): Float32Array {
  const random = pseudoRandom(String(seed));
  const sound = new Float32Array(seconds * rate);
  for (let at = 0; at < sound.length;) {
    const length = Math.round((0.06 + random() * 0.2) * rate);
    const loud = random() < 0.3 ? 0 : 0.1 + random() * 0.7;
    for (let step = 0; step < length && at < sound.length; step++, at++) {
      sound[at] = loud * Math.sin((Math.PI * step) / length) * (random() * 2 - 1);
    }
  }
  return sound;
}

/** A tone of a fifth of a second every two seconds. */
export function beeps(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * rate }, (_, at) =>
    at % (2 * rate) < rate / 5 ? 0.5 * Math.sin((2 * Math.PI * 1000 * at) / rate) : 0,
  );
}

/** How a microphone that was switched on so many milliseconds into the sound hears it: near or far, dull, with noise of its own. */
export function heardBy(
  sound: Float32Array,
  {
    fromMs,
    seconds,
    gain,
    noise,
    seed,
  }: { fromMs: number; seconds: number; gain: number; noise: number; seed: number },
): Int16Array {
  const random = pseudoRandom(String(seed));
  const from = Math.round((fromMs * rate) / 1000);
  let dull = 0;
  return Int16Array.from({ length: seconds * rate }, (_, at) => {
    dull += 0.4 * ((sound[from + at] ?? 0) * gain - dull);
    return Math.max(-32_768, Math.min(32_767, (dull + noise * (random() * 2 - 1)) * 32_767));
  });
}

/** The samples as a WAV file. */
export function wav(samples: Int16Array): Uint8Array {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(36 + samples.length * 2, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((value, at) => file.writeInt16LE(value, 44 + at * 2));
  return file;
}
