import { describe, expect, it } from "vitest";
import { soundSpans, SoundWatch } from "../../../../main/headquarters/ingest/sound-watch.ts";

const samplesPerStep = 48_000 / 25;

/** Steps of sound of several channels, each at one level with its opposite in turn; cut at odd places, as pipes do. */
async function* sound(steps: readonly (readonly number[])[]): AsyncGenerator<Uint8Array> {
  for (const levels of steps) {
    const values = new Int16Array(samplesPerStep * levels.length);
    values.forEach((_, at) => {
      const level = levels[at % levels.length] ?? 0;
      values[at] = Math.floor(at / levels.length) % 2 === 0 ? level : -level;
    });
    const bytes = new Uint8Array(values.buffer);
    yield bytes.subarray(0, 1001);
    yield bytes.subarray(1001);
  }
}

const highs = (text: string | undefined): number[] => [...new Int8Array(Buffer.from(text ?? "", "base64"))];

describe("how loud a recording is", () => {
  it("is kept for each channel, and for all together", async () => {
    const watch = new SoundWatch(2);
    await watch.hear(
      sound([
        [256, 512],
        [25_600, 0],
        [0, 12_800],
      ]),
    );
    const { high, channels } = watch.peaks(-1, 4);
    expect(highs(high)).toEqual([0, 2, 100, 50, 0]);
    expect(channels?.map((one) => highs(one.high))).toEqual([
      [0, 1, 100, 0, 0],
      [0, 2, 0, 50, 0],
    ]);
  });

  it("is said once where there is one channel", async () => {
    const watch = new SoundWatch(1);
    await watch.hear(sound([[256]]));
    expect(watch.peaks(0, 1)).toEqual({ low: expect.any(String), high: expect.any(String) });
  });

  it("a channel that is overdriven counts though the other one is quiet", async () => {
    const watch = new SoundWatch(2);
    const overdriven = new Int16Array(samplesPerStep * 2);
    overdriven.forEach((_, at) => {
      overdriven[at] = at % 2 === 0 ? 32_767 : 300;
    });
    await watch.hear(
      (async function* one() {
        yield* sound([[300, 300]]);
        yield new Uint8Array(overdriven.buffer);
      })(),
    );
    expect(soundSpans(watch)).toEqual([{ kind: "clipped", from: 1, to: 2 }]);
  });
});
