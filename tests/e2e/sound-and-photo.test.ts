import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import { canMakeClips } from "../support/clips.ts";
import {
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  type PictureLab,
  type VaultBench,
} from "../support/picture.ts";

/** How the recordings without moving pictures come off the devices. */
const sounds = {
  wav: ["-c:a", "pcm_s16le"],
  mp3: ["-c:a", "libmp3lame", "-b:a", "64k"],
  m4a: ["-c:a", "aac", "-b:a", "64k"],
} as const;

const photos = ["jpg", "png"] as const;

/** What the picture frame looks like from inside. */
const look = `(() => {
  const mark = document.querySelector("#watermark");
  const { data } = mark.getContext("2d").getImageData(0, 0, mark.width, mark.height);
  let inked = 0;
  for (let at = 3; at < data.length; at += 4) inked += data[at] > 16 ? 1 : 0;
  const media = document.querySelector("video");
  const photo = document.querySelector("#photo");
  return {
    inked: inked / (data.length / 4),
    onTop: document.elementFromPoint(innerWidth / 2, innerHeight / 2) === mark,
    covered: !document.querySelector("#mask").hidden,
    seconds: media.currentTime,
    audible: !media.muted && media.volume > 0,
    photo: photo.hidden ? 0 : photo.naturalWidth,
  };
})()`;

interface Look {
  readonly inked: number;
  readonly onTop: boolean;
  readonly covered: boolean;
  readonly seconds: number;
  readonly audible: boolean;
  readonly photo: number;
}

describe.skipIf(!canMakeClips())("recordings without moving pictures open and play under the watermark", () => {
  const { folder, remove } = scratch("sound");
  let picture = "";
  let serve: (request: VaultRequest) => Promise<VaultAnswer> = async () => {
    throw new Error("no vault yet");
  };
  let lab: PictureLab;
  let bench: VaultBench | null = null;

  beforeAll(async () => {
    picture = await buildPicture(`${folder}/picture`);
    lab = await openPictureLab((request) => serve(request), { width: 640, height: 360 });
  });
  afterAll(async () => {
    await lab.close();
    bench?.close();
    remove();
  });

  const open = async (name: string, from: number, to: number): Promise<VaultBench> => {
    bench?.close();
    const taken = await takeIn(`${folder}/${name}`, folder);
    const opened = openVaultBench(`${folder}/bench-${name}`, [taken], picture);
    bench = opened;
    serve = (request) => opened.vault.serve(request);
    const ticket = await opened.vault.open(opened.order(taken, [{ from, to }]));
    expect(ticket).toMatchObject({ ok: true });
    await lab.show(ticket.ok ? ticket.value.path : "");
    return opened;
  };
  const inside = async (): Promise<Look> => lab.frame().evaluate<Look>(look);
  const frames = async (): Promise<number[]> =>
    (await lab.reports()).flatMap((report) => (report.type === "frame" && report.frame !== null ? [report.frame] : []));
  const confirmed = async (frame: number): Promise<void> => {
    await expect
      .poll(() => lab.reports(), { timeout: 10_000 })
      .toContainEqual(expect.objectContaining({ type: "frame", frame, confirmed: true }));
  };

  it.each(Object.entries(sounds))(
    "plays a %s recording, and the register learns what was heard",
    async (kind, coding) => {
      const source = ["-f", "lavfi", "-i", "sine=f=440:r=44100:d=8"];
      execFileSync("ffmpeg", ["-v", "error", "-y", ...source, ...coding, `${folder}/sound.${kind}`]);
      const { heard } = await open(`sound.${kind}`, 25, 175);
      expect(await lab.reports()).toContainEqual(
        expect.objectContaining({ type: "ready", kind: "audio", ranges: [{ from: 25, to: 175 }] }),
      );
      await confirmed(25);
      const before = await inside();

      await lab.tell({ type: "play" });
      await expect.poll(async () => Math.max(...(await frames())), { timeout: 10_000 }).toBeGreaterThan(60);
      await lab.tell({ type: "pause" });
      await expect.poll(async () => (await inside()).seconds, { timeout: 10_000 }).toBeGreaterThan(before.seconds + 1);
      expect((await inside()).audible).toBe(true);
      await expect.poll(() => heard.shown.some(({ ranges }) => ranges.some(({ to }) => to > 60))).toBe(true);
      const told = heard.shown.flatMap(({ ranges }) => ranges);
      expect(Math.min(...told.map(({ from }) => from))).toBe(25);
      expect(Math.max(...told.map(({ to }) => to))).toBeLessThan(175);

      await lab.tell({ type: "seek", frame: 120 });
      await confirmed(120);
      expect(heard.confirmed.at(-1)?.frame).toBe(120);
      // Nothing outside the approval can be reached.
      await lab.tell({ type: "seek", frame: 5 });
      await expect.poll(() => heard.confirmed.at(-1)?.frame).toBe(25);
      const after = await inside();
      expect(after).toMatchObject({ onTop: true, photo: 0 });
      expect(after.inked).toBeGreaterThan(0.02);
      expect(heard.stopped).toEqual([]);
    },
  );

  it.each(photos)("shows a %s photo, and the register learns that it was seen", async (kind) => {
    const source = ["-f", "lavfi", "-i", "testsrc2=s=800x600", "-frames:v", "1"];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...source, `${folder}/photo.${kind}`]);
    const { heard } = await open(`photo.${kind}`, 0, 1);
    expect(await lab.reports()).toContainEqual(
      expect.objectContaining({ type: "ready", kind: "photo", width: 800, height: 600 }),
    );
    await confirmed(0);
    const seen = await inside();
    expect(seen).toMatchObject({ onTop: true, covered: false, photo: 800 });
    expect(seen.inked).toBeGreaterThan(0.02);
    await expect.poll(() => heard.shown.flatMap(({ ranges }) => ranges)).toContainEqual({ from: 0, to: 1 });
    expect(heard.stopped).toEqual([]);
  });
});
