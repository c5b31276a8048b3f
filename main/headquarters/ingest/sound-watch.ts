import { base64 } from "../../formats/bytes.ts";
import { peaksPerSecond, type Levels } from "../../formats/glance.ts";
import { runsOf, type FoundSpan } from "./light.ts";

const sampleRate = 48_000;

/** Below a two-hundred-and-fiftieth of full scale (-48 dB) for so long, nothing is heard. */
const silent = { most: 128, seconds: 2 } as const;
/** So many neighbours at full scale: the microphone was overdriven. */
const clipped = { at: 32_700, neighbours: 4 } as const;

/** Least and greatest value of one channel, step by step. */
interface Channel {
  low: Int16Array;
  high: Int16Array;
}

/** Takes sound as 16-bit values, one of each channel in turn, and remembers the least and the greatest of each 1/25 s. */
export class SoundWatch {
  readonly channels: number;
  readonly #kept: Channel[];
  #clipped = new Uint8Array(1024);
  #steps = 0;

  constructor(channels: number) {
    this.channels = channels;
    this.#kept = Array.from({ length: channels }, () => ({ low: new Int16Array(1024), high: new Int16Array(1024) }));
  }

  get steps(): number {
    return this.#steps;
  }

  async hear(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const { channels } = this;
    const samplesPerStep = (sampleRate / peaksPerSecond) * channels;
    const low = new Int16Array(channels);
    const high = new Int16Array(channels);
    const atFull = new Uint32Array(channels);
    let channel = 0;
    let heard = 0;
    let isClipped = false;
    let odd: number | null = null;
    const take = (value: number): void => {
      low[channel] = Math.min(low[channel] ?? 0, value);
      high[channel] = Math.max(high[channel] ?? 0, value);
      const full = Math.abs(value) >= clipped.at ? (atFull[channel] ?? 0) + 1 : 0;
      atFull[channel] = full;
      isClipped ||= full >= clipped.neighbours;
      channel = channel + 1 === channels ? 0 : channel + 1;
      heard++;
      if (heard === samplesPerStep) {
        this.#add(low, high, isClipped);
        low.fill(0);
        high.fill(0);
        [heard, isClipped] = [0, false];
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

  #add(low: Int16Array, high: Int16Array, isClipped: boolean): void {
    const isFull = this.#steps === this.#clipped.length;
    if (isFull) {
      const full = this.#clipped;
      this.#clipped = new Uint8Array(full.length * 2);
      this.#clipped.set(full);
    }
    this.#kept.forEach((kept, channel) => {
      if (isFull) {
        kept.low = doubled(kept.low);
        kept.high = doubled(kept.high);
      }
      kept.low[this.#steps] = low[channel] ?? 0;
      kept.high[this.#steps] = high[channel] ?? 0;
    });
    this.#clipped[this.#steps] = isClipped ? 1 : 0;
    this.#steps++;
  }

  isSilent(step: number): boolean {
    return this.#kept.every(({ low, high }) => Math.max(-(low[step] ?? 0), high[step] ?? 0) < silent.most);
  }

  isClipped(step: number): boolean {
    return this.#clipped[step] === 1;
  }

  /** Values of the steps `[from, to)`, 256 levels, silence where there is no sound; of each channel when there are several. */
  peaks(from: number, to: number): Levels & { channels?: Levels[] } {
    const pick = (valueAt: (step: number) => number): string =>
      base64(Uint8Array.from({ length: Math.max(0, to - from) }, (_, index) => valueAt(from + index) >> 8));
    const of = (kept: readonly Channel[]): Levels => ({
      low: pick((step) => Math.min(0, ...kept.map(({ low }) => low[step] ?? 0))),
      high: pick((step) => Math.max(0, ...kept.map(({ high }) => high[step] ?? 0))),
    });
    return { ...of(this.#kept), ...(this.channels > 1 ? { channels: this.#kept.map((one) => of([one])) } : {}) };
  }
}

function doubled(values: Int16Array): Int16Array {
  const more = new Int16Array(values.length * 2);
  more.set(values);
  return more;
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
