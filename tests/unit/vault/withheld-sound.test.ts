import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WithheldPart } from "../../../main/vault/covers.ts";
import { canMakeClips } from "../../support/clips.ts";
import { buildPicture, openVaultBench, scratch, takeIn, type TakenIn } from "../../support/picture.ts";

/** Units of 40 ms, as recordings without pictures are counted: from the third second to the fifth. */
const hidden: WithheldPart = { from: 75, to: 125, ground: "protectedPerson" };
/** One voice throughout, and another one that is only in the withheld stretch. */
const voices = "0.4*sin(2*PI*440*t)+0.4*sin(2*PI*2000*t)*between(t,3.0,5.0)";

/**
 * How loud it is around a pitch in what a station serves, in decibels below the loudest. Where a stretch is left out the voice
 * that goes on breaks off, which is about −49 at any pitch.
 */
function loudness(file: string, hertz: number): number {
  const filter = `bandpass=f=${String(hertz)}:width_type=h:w=60,bandpass=f=${String(hertz)}:width_type=h:w=60,volumedetect`;
  const { stderr } = spawnSync("ffmpeg", ["-hide_banner", "-i", file, "-af", filter, "-f", "null", "-"], {
    encoding: "utf8",
  });
  return Number(/max_volume: (-?[\d.]+) dB/u.exec(stderr)?.[1] ?? Number.NaN);
}

describe.skipIf(!canMakeClips())("a withheld stretch of a recording without pictures", () => {
  const { folder, remove } = scratch("withheld-sound");
  let taken: TakenIn;
  let page = "";
  beforeAll(async () => {
    const source = ["-f", "lavfi", "-i", `aevalsrc='${voices}':s=44100:d=8`];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...source, "-c:a", "aac", "-b:a", "96k", `${folder}/voices.m4a`]);
    [taken, page] = [await takeIn(`${folder}/voices.m4a`, folder), await buildPicture(`${folder}/picture`)];
  });
  afterAll(remove);

  /** Everything that the vault gives to a picture page that asks for all of it. */
  const served = async (name: string, withheld: readonly WithheldPart[]): Promise<string> => {
    const bench = openVaultBench(`${folder}/${name}`, [taken], page);
    const ranges = [{ from: 0, to: 190 }];
    const opened = await bench.vault.open(bench.order(taken, ranges, { withheld }));
    const ticket = opened.ok ? (opened.value.path.split("/").find((part) => part !== "") ?? "") : "";
    const ask = (path: string) => bench.vault.serve({ method: "GET", ticket, path, body: new Uint8Array() });
    const html = await ask("/");
    const way = /vitrine-way" content="([^"]+)"/u.exec(
      html.kind === "bytes" ? new TextDecoder().decode(html.body) : "",
    )?.[1];
    const media = await ask(`/${way ?? "none"}/media`);
    if (media.kind !== "source") {
      throw new Error("no media");
    }
    const file = `${folder}/${name}.mp4`;
    writeFileSync(file, await media.source.read(0, media.source.size));
    bench.close();
    return file;
  };

  it("R1, R4: none of its sound is in what the vault gives out, and all the rest is", async () => {
    const file = await served("hidden", [hidden]);
    expect(loudness(file, 2000)).toBeLessThan(-45);
    expect(loudness(file, 440)).toBeGreaterThan(-12);
    // The control: without the line the second voice is there.
    const whole = await served("whole", []);
    expect(loudness(whole, 2000)).toBeGreaterThan(-12);
  });
});
