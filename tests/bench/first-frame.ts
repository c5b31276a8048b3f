import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import { pictureHello } from "../../shared/picture/protocol.ts";
import { buildPicture, openPictureLab, openVaultBench, scratch, takeIn, type PictureLab } from "../support/picture.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import { figure, quantile, type Figure } from "./figure.ts";

const openings = 8;
const seeks = 20;
const rate = 30;

/** What people look at: 1280×720, 30 fps, B-frames, a keyframe every two seconds, sound. */
function makeRecording(folder: string): string {
  const file = join(folder, "bench.mp4");
  const picture = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30:d=12"];
  const sound = ["-f", "lavfi", "-i", "sine=f=440:r=48000:d=12"];
  const coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "60", "-bf", "2", "-c:a", "aac"];
  const look = ["-vf", "noise=alls=12:allf=t,format=yuv420p"];
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-y",
    ...picture,
    ...sound,
    ...look,
    ...coding,
    "-movflags",
    "+faststart",
    file,
  ]);
  return file;
}

/** The plain way: a bare element on the file, with the same protocol and nothing to prove. */
const plainPage = `<!doctype html><html><head><meta charset="utf-8"></head><body>
<video id="video" muted preload="auto" src="./media" width="100%"></video><script type="module" src="./assets/plain.js"></script></body></html>`;
const plainScript = `
const video = document.querySelector("video");
let port = null, frame = null;
const say = () => { if (port !== null && frame !== null) port.postMessage({ type: "frame", frame, confirmed: true, atMs: 0 }); };
video.requestVideoFrameCallback(() => { frame = 0; say(); });
addEventListener("message", ({ data, ports }) => {
  if (data.type !== ${JSON.stringify(pictureHello)}) return;
  port = ports[0]; say();
  port.onmessage = ({ data }) => {
    video.requestVideoFrameCallback(() => { frame = data.frame; say(); });
    video.currentTime = (data.frame + 0.5) / ${rate};
  };
});`;

function plainServer(bytes: Uint8Array): (request: VaultRequest) => Promise<VaultAnswer> {
  const files: Readonly<Record<string, readonly [string, string]>> = {
    "/": ["text/html", plainPage],
    "/assets/plain.js": ["text/javascript", plainScript],
  };
  return async ({ path }) => {
    const [type, text] = files[path] ?? ["", ""];
    return path === "/media"
      ? {
          kind: "source",
          headers: {},
          source: { size: bytes.length, type: "video/mp4", read: async (from, to) => bytes.subarray(from, to) },
        }
      : { kind: "bytes", status: type === "" ? 404 : 200, headers: { "content-type": type }, body: Buffer.from(text) };
  };
}

interface World {
  readonly shownAt: number;
  readonly reports: { readonly type: string; readonly confirmed?: boolean; readonly at: number }[];
  tell(command: unknown): void;
  settled(from: number): Promise<{ readonly at: number } | null>;
}

/** Milliseconds from putting the frame into the page until its first picture is there and named. */
async function openOnce(lab: PictureLab, path: string): Promise<number> {
  await lab.show(path);
  return lab.page.evaluate(() => {
    const { reports, shownAt } = globalThis as unknown as World;
    const first = reports.find(({ type, confirmed }) => type === "frame" && confirmed === true);
    return (first?.at ?? Number.NaN) - shownAt;
  });
}

function seekTimes(lab: PictureLab, frames: readonly number[]): Promise<number[]> {
  return lab.page.evaluate(async (list) => {
    const world = globalThis as unknown as World;
    const times: number[] = [];
    for (const frame of list) {
      const start = performance.now();
      const from = world.reports.length;
      world.tell({ type: "seek", frame });
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
      const report = await world.settled(from);
      times.push((report?.at ?? Number.NaN) - start);
    }
    return times;
  }, frames);
}

/** Opening and seeking through the vault, watermark and confirmation included, against a bare element on the same file. */
export async function run(): Promise<readonly Figure[]> {
  // The shell lets tests see its page only where it is told that this is one.
  process.env["VITRINE_TEST"] = "1";
  const { folder, remove } = scratch("first-frame");
  const file = makeRecording(folder);
  const taken = await takeIn(file, folder);
  const bench = openVaultBench(join(folder, "bench"), [taken], await buildPicture(join(folder, "picture")));
  const plain = plainServer(new Uint8Array(readFileSync(file)));
  let serve = plain;
  const lab = await openPictureLab((request) => serve(request));
  try {
    const { frames } = taken.header.manifest;
    const random = pseudoRandom("first-frame");
    const times = {
      vault: [] as number[],
      plain: [] as number[],
      vaultSeek: [] as number[],
      plainSeek: [] as number[],
    };
    // Measured side by side, one after the other, so that a busy machine hurts both alike.
    // oxlint-disable no-await-in-loop
    for (let round = 0; round < openings; round++) {
      serve = plain;
      times.plain.push(await openOnce(lab, "/plain/"));
      const goals = Array.from({ length: seeks }, () => Math.floor(random() * frames));
      const isSeeking = round >= openings - 2;
      times.plainSeek.push(...(isSeeking ? await seekTimes(lab, goals) : []));
      serve = (request) => bench.vault.serve(request);
      const start = performance.now();
      const opened = await bench.vault.open(bench.order(taken, [{ from: 0, to: frames }]));
      const preparing = performance.now() - start;
      times.vault.push(preparing + (await openOnce(lab, opened.ok ? opened.value.path : "")));
      times.vaultSeek.push(...(isSeeking ? await seekTimes(lab, goals) : []));
      bench.vault.closeAll();
    }
    // oxlint-enable no-await-in-loop
    return [
      figure("open to first frame, median", quantile(times.vault, 0.5), "ms", quantile(times.plain, 0.5)),
      figure("open to first frame, p95", quantile(times.vault, 0.95), "ms", quantile(times.plain, 0.95)),
      figure("seek, p95", quantile(times.vaultSeek, 0.95), "ms", quantile(times.plainSeek, 0.95)),
      figure("seek, median", quantile(times.vaultSeek, 0.5), "ms", quantile(times.plainSeek, 0.5)),
    ];
  } finally {
    await lab.close();
    bench.close();
    remove();
  }
}
