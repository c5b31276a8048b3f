import { base64 } from "../../formats/bytes.ts";
import { peaksPerSecond } from "../../formats/glance.ts";
import { runsOf, type FoundSpan } from "./light.ts";

const sampleRate = 48_000;
const channels = 2;

/** Below a two-hundred-and-fiftieth of full scale (-48 dB) for so long, nothing is heard. */
const silent = { most: 128, seconds: 2 } as const;
/** So many neighbours at full scale: the microphone was overdriven. */
const clipped = { at: 32_700, neighbours: 4 } as const;

/** Takes sound as 16-bit pairs and remembers the least and the greatest value of each 1/25 s. */
export class SoundWatch {
  #low = new Int16Array(1024);
  #high = new Int16Array(1024);
  #clipped = new Uint8Array(1024);
  #steps = 0;

  get steps(): number {
    return this.#steps;
  }

  async hear(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const samplesPerStep = (sampleRate / peaksPerSecond) * channels;
    let low = 0;
    let high = 0;
    let heard = 0;
    let atFull = 0;
    let isClipped = false;
    let odd: number | null = null;
    const take = (value: number): void => {
      low = Math.min(low, value);
      high = Math.max(high, value);
      atFull = Math.abs(value) >= clipped.at ? atFull + 1 : 0;
      isClipped ||= atFull >= clipped.neighbours * channels;
      heard++;
      if (heard === samplesPerStep) {
        this.#add(low, high, isClipped);
        [low, high, heard, isClipped] = [0, 0, 0, false];
      }
    };
    for await (const part of bytes) {
      let at = 0;
      if (odd !== null && part.length > 0) {
        take(((((part[0] ?? 0) << 8) | odd) << 16) >> 16);
        at = 1;
      }
      for (; at + 1 < part.length; at += 2) {
        take(((((part[at + 1] ?? 0) << 8) | (part[at] ?? 0)) << 16) >> 16);
      }
      odd = at < part.length ? (part[at] ?? 0) : null;
    }
    if (heard > 0) {
      this.#add(low, high, isClipped);
    }
  }

  #add(low: number, high: number, isClipped: boolean): void {
    if (this.#steps === this.#low.length) {
      const [lows, highs, full] = [this.#low, this.#high, this.#clipped];
      this.#low = new Int16Array(lows.length * 2);
      this.#high = new Int16Array(lows.length * 2);
      this.#clipped = new Uint8Array(lows.length * 2);
      this.#low.set(lows);
      this.#high.set(highs);
      this.#clipped.set(full);
    }
    this.#low[this.#steps] = low;
    this.#high[this.#steps] = high;
    this.#clipped[this.#steps] = isClipped ? 1 : 0;
    this.#steps++;
  }

  isSilent(step: number): boolean {
    return Math.max(-(this.#low[step] ?? 0), this.#high[step] ?? 0) < silent.most;
  }

  isClipped(step: number): boolean {
    return this.#clipped[step] === 1;
  }

  /** Values of the steps `[from, to)`, 256 levels, silence where there is no sound. */
  peaks(from: number, to: number): { low: string; high: string } {
    const count = Math.max(0, to - from);
    const pick = (values: Int16Array): string =>
      base64(
        Uint8Array.from({ length: count }, (_, index) => (from + index < 0 ? 0 : (values[from + index] ?? 0)) >> 8),
      );
    return { low: pick(this.#low), high: pick(this.#high) };
  }
}

/** Stretches without sound and stretches that were overdriven, in steps of 1/25 s from the first packet. */
export function soundSpans(sound: SoundWatch): FoundSpan[] {
  const still = runsOf(sound.steps, (step) => sound.isSilent(step), silent.seconds * peaksPerSecond);
  const full = runsOf(sound.steps, (step) => sound.isClipped(step), 1);
  return [
    ...still.map(({ from, to }) => ({ kind: "silent" as const, from, to })),
    ...full.map(({ from, to }) => ({ kind: "clipped" as const, from, to })),
  ];
}
