import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { VaultAnswer, VaultRequest } from "../../main/shell/port.ts";
import { pictureHello } from "../../shared/picture/protocol.ts";
import { pictureFilesIn, type PictureOrder } from "../../main/vault/index.ts";
import {
  ask,
  buildPicture,
  openPictureLab,
  openVaultBench,
  scratch,
  takeIn,
  wayOf,
  type PictureLab,
  type VaultBench,
} from "../support/picture.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import { figure, quantile, type Figure } from "./figure.ts";

const openings = 6;
const seeks = 12;
const steps = 8;
const rate = 30;

/** What people look at: 1280×720, 30 fps, 6 Mbit/s, B-frames, a keyframe every two seconds, sound. */
function makeRecording(folder: string): string {
  const file = join(folder, "bench.mp4");
  const picture = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30:d=8"];
  const sound = ["-f", "lavfi", "-i", "sine=f=440:r=48000:d=8"];
  const coding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "60", "-bf", "2", "-c:a", "aac"];
  const speed = ["-b:v", "6M", "-maxrate", "9M", "-bufsize", "12M"];
  const look = ["-vf", "noise=alls=12:allf=t,format=yuv420p"];
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-y",
    ...picture,
    ...sound,
    ...look,
    ...coding,
    ...speed,
    "-movflags",
    "+faststart",
    file,
  ]);
  return file;
}

/** The plain way: a bare element on the file, with the same protocol and nothing to prove. */
const barePage = `<!doctype html><html><head><meta charset="utf-8"></head><body>
<video id="video" muted preload="auto" src="./media" width="100%"></video><script type="module" src="./assets/bare.js"></script></body></html>`;
const bareScript = `
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

type Serve = (request: VaultRequest) => Promise<VaultAnswer>;

function fileAnswer(bytes: Uint8Array): VaultAnswer {
  const read = async (from: number, to: number): Promise<Uint8Array> => bytes.subarray(from, to);
  return { kind: "source", headers: {}, source: { size: bytes.length, type: "video/mp4", read } };
}

function bareServer(media: Uint8Array): Serve {
  const files: Readonly<Record<string, readonly [string, string]>> = {
    "/": ["text/html", barePage],
    "/assets/bare.js": ["text/javascript", bareScript],
  };
  return async ({ path }) => {
    const [type, text] = files[path] ?? ["", ""];
    return path === "/media"
      ? fileAnswer(media)
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

/** Milliseconds from each command to the frame that it leads to, named. */
function goTimes(lab: PictureLab, commands: readonly { readonly type: string }[]): Promise<number[]> {
  return lab.page.evaluate(async (list) => {
    const world = globalThis as unknown as World;
    const times: number[] = [];
    for (const command of list) {
      const start = performance.now();
      const from = world.reports.length;
      world.tell(command);
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
      const report = await world.settled(from);
      times.push((report?.at ?? Number.NaN) - start);
    }
    return times;
  }, commands);
}

interface Way {
  readonly opening: number[];
  readonly seeking: number[];
  readonly stepping: number[];
  /** The element knows no step: it is told the frame. */
  readonly steps: "by step" | "by frame";
  /** Path of the page and what answers on it; what this takes is part of opening. */
  open(): Promise<{ readonly path: string; readonly serve: Serve }>;
}

/** The very page of the picture, watermark, guard and confirmation included, on the plain file: nothing is sealed or logged. */
async function samePage(bench: VaultBench, order: PictureOrder, media: Uint8Array): Promise<Serve> {
  const opened = await bench.vault.open(order);
  const ticket = opened.ok ? opened.value.ticket : "";
  const way = await wayOf(bench, ticket);
  const kept = new Map<string, VaultAnswer>();
  for (const path of ["/", `/${way}/frames`, `/${way}/watermark`]) {
    // oxlint-disable-next-line no-await-in-loop
    kept.set(path, await ask(bench, ticket, path));
  }
  bench.vault.closeAll();
  const files = pictureFilesIn(bench.picture);
  return async ({ method, path }) => {
    if (path === `/${way}/over`) {
      // Never over: the frame goes away with its page.
      return new Promise(() => {});
    }
    if (path === `/${way}/media`) {
      return fileAnswer(media);
    }
    const body = method === "POST" ? new Uint8Array() : await files.read(path.slice(1));
    const type = path.endsWith(".css") ? "text/css" : "text/javascript";
    return (
      kept.get(path) ?? {
        kind: "bytes",
        status: method === "POST" ? 204 : 200,
        headers: { "content-type": type },
        body: body ?? new Uint8Array(),
      }
    );
  };
}

/**
 * Opening and seeking through the vault, against the same page on the same clip as a plain file, which tells what
 * sealing and logging cost, and against a bare element on it, which tells what the whole picture costs.
 */
export async function run(): Promise<readonly Figure[]> {
  // The shell lets tests see its page only where it is told that this is one.
  process.env["VITRINE_TEST"] = "1";
  const { folder, remove } = scratch("first-frame");
  const file = makeRecording(folder);
  const taken = await takeIn(file, folder);
  const bench = openVaultBench(join(folder, "bench"), [taken], await buildPicture(join(folder, "picture")));
  const { frames } = taken.header.manifest;
  const order = bench.order(taken, [{ from: 0, to: frames }]);
  const media = new Uint8Array(readFileSync(file));
  const plain = await samePage(bench, order, media);
  const bare = bareServer(media);
  const ways: Readonly<Record<"vault" | "page" | "bare", Way>> = {
    bare: {
      opening: [],
      seeking: [],
      stepping: [],
      steps: "by frame",
      open: async () => ({ path: "/bare/", serve: bare }),
    },
    page: {
      opening: [],
      seeking: [],
      stepping: [],
      steps: "by step",
      open: async () => ({ path: "/page/", serve: plain }),
    },
    vault: {
      opening: [],
      seeking: [],
      stepping: [],
      steps: "by step",
      async open() {
        const opened = await bench.vault.open(order);
        return { path: opened.ok ? opened.value.path : "", serve: (request) => bench.vault.serve(request) };
      },
    },
  };
  let serve = bare;
  const lab = await openPictureLab((request) => serve(request));
  try {
    const random = pseudoRandom("first-frame");
    // Side by side in every round, so that a busy machine hurts all alike; the first round only warms up.
    // oxlint-disable no-await-in-loop
    for (let round = 0; round <= openings; round++) {
      const goals = Array.from({ length: seeks }, () => Math.floor(random() * frames));
      for (const way of Object.values(ways)) {
        const start = performance.now();
        const opened = await way.open();
        const preparing = performance.now() - start;
        serve = opened.serve;
        const showing = await openOnce(lab, opened.path);
        way.opening.push(...(round > 0 ? [preparing + showing] : []));
        const seeking = await goTimes(
          lab,
          goals.map((frame) => ({ type: "seek", frame })),
        );
        const stepping = await goTimes(lab, stepCommands(way.steps, goals.at(-1) ?? 0, frames));
        way.seeking.push(...(round > 0 ? seeking : []));
        way.stepping.push(...(round > 0 ? stepping : []));
        bench.vault.closeAll();
      }
    }
    // oxlint-enable no-await-in-loop
    const { vault, page } = ways;
    return [
      compare("open to first frame, median, same page on the plain file", "opening", vault, page, 0.5),
      compare("seek, p95, same page on the plain file", "seeking", vault, page, 0.95),
      compare("seek, median, same page on the plain file", "seeking", vault, page, 0.5),
      compare("open to first frame, median, bare element", "opening", vault, ways.bare, 0.5),
      compare("seek, p95, bare element", "seeking", vault, ways.bare, 0.95),
      compare("seek, median, bare element", "seeking", vault, ways.bare, 0.5),
      compare("step, p95, same page on the plain file", "stepping", vault, page, 0.95),
      compare("step, p95, bare element", "stepping", vault, ways.bare, 0.95),
      compare("step, median, bare element", "stepping", vault, ways.bare, 0.5),
    ];
  } finally {
    await lab.close();
    bench.close();
    remove();
  }
}

/** Steps to and fro, never beyond either end. */
function stepCommands(how: Way["steps"], from: number, frames: number): { type: string }[] {
  let at = from;
  return Array.from({ length: steps }, (_, index) => {
    const wanted = index % 5 < 3 ? 1 : -1;
    const by = at + wanted < 0 || at + wanted >= frames ? -wanted : wanted;
    at += by;
    return how === "by step" ? { type: "step", frames: by } : { type: "seek", frame: at };
  });
}

function compare(name: string, what: "opening" | "seeking" | "stepping", vault: Way, baseline: Way, q: number): Figure {
  return figure(name, quantile(vault[what], q), "ms", quantile(baseline[what], q));
}
