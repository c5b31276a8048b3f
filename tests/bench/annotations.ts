import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "vite";
import { findChromium } from "../../main/setup/index.ts";
import { figure, quantile, type Figure } from "./figure.ts";

/**
 * Notes on a recording of twelve hours with a thousand of them, in a real browser, on the modules that draw them.
 *
 * Rates are beside an idle page of the same run, memory beside what was used after the warm-up, opening beside a clip of
 * one minute. What opening the recording itself costs is the vault's (`npm run bench -- first-frame`).
 */

const root = join(import.meta.dirname, "../..");
const long = { frames: 12 * 3600 * 30, notes: 1000 };
const short = { frames: 60 * 30, notes: 20 };
const watchedMs = 4000;
const rounds = 7;
/** Looks of a long session: each is another frame on screen and another picture of the track. */
const looks = 43_200;

const entry = `
import { drawLane, laneOf, noteAt } from ${JSON.stringify(join(root, "renderer/annotate/lane.ts"))};
import { drawingsOf } from ${JSON.stringify(join(root, "renderer/annotate/draft.ts"))};
import { matching, anyNote } from ${JSON.stringify(join(root, "renderer/annotate/filter.ts"))};
import { createDrawings } from ${JSON.stringify(join(root, "renderer/picture/drawings.ts"))};
Object.assign(globalThis, { drawLane, laneOf, noteAt, drawingsOf, matching, anyNote, createDrawings });
`;

async function script(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-bench-"));
  try {
    const file = join(folder, "entry.js");
    writeFileSync(file, entry);
    const built = await build({
      configFile: false,
      logLevel: "error",
      build: { write: false, target: "es2024", lib: { entry: file, formats: ["iife"], name: "bench" } },
    });
    const output = (Array.isArray(built) ? built[0] : built) as { output: readonly { code?: string }[] };
    return output.output[0]?.code ?? "";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Notes as a station gives them, spread over the recording; every fifth moves. */
const makeNotes = `globalThis.makeNotes = ({ frames, notes }) => Array.from({ length: notes }, (_, i) => {
  const from = Math.floor(((i + 0.5) * frames) / notes) % frames;
  const to = Math.min(frames, from + (i % 5 === 0 ? 90 : 1));
  const at = [100000 + i * 100, 100000, 300000, 400000];
  return { note: "n-" + i, thread: undefined, status: i % 3 ? "open" : "resolved", range: { from, to }, tag: "item",
    secrecy: "office", named: [], mentions: [], author: { person: "p-0003", name: "x" }, text: "t" + i,
    shapes: [{ kind: "rectangle", colour: "amber", keyframes: to - from > 1 ? [{ frame: from, at }, { frame: to - 1, at: at.map((v) => v + 50000) }] : [{ frame: from, at }] }] };
});
globalThis.open = (size) => {
  const notes = makeNotes(size);
  const lane = laneOf(notes);
  const canvas = document.querySelector("canvas");
  const context = canvas.getContext("2d");
  const colours = { open: "#f2b233", settled: "#999", chosen: "#62a8ff", key: "#fff" };
  const paint = (chosen) => drawLane(context, lane, { place: (frame) => frame / size.frames, width: 1400, height: 18, chosen }, colours);
  globalThis.drawings ??= createDrawings(document.querySelector("svg"));
  drawings.fit(1280, 720);
  drawings.set(drawingsOf(notes, null, null));
  matching(notes, anyNote);
  return { paint, show: (frame) => drawings.show(frame), frames: size.frames, notes };
};`;

/** Pictures a second that the page comes to while the track is drawn anew and the frame changes in each of them. */
function pace(page: Page, size: typeof long | null): Promise<number> {
  return page.evaluate(
    `new Promise((resolve) => {
      const size = ${JSON.stringify(size)};
      const opened = size === null ? null : open(size);
      const start = performance.now();
      let pictures = 0;
      const next = (now) => {
        if (opened !== null) {
          opened.paint("n-" + (pictures % size.notes));
          opened.show((pictures * 37) % size.frames);
        }
        pictures += 1;
        if (now - start > ${watchedMs}) { resolve((pictures * 1000) / (now - start)); } else { requestAnimationFrame(next); }
      };
      requestAnimationFrame(next);
    })`,
  );
}

/** Milliseconds from nothing to a page with the notes drawn for the first time; the middle of several. */
async function openingMs(browser: Browser, code: string, size: typeof long): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one page after the other
    const page = await openPage(browser, code);
    // oxlint-disable-next-line no-await-in-loop
    await page.evaluate(
      `(() => { const opened = open(${JSON.stringify(size)}); opened.paint(null); opened.show(0); })()`,
    );
    took.push(performance.now() - begun);
    // oxlint-disable-next-line no-await-in-loop
    await page.close();
  }
  return quantile(took, 0.5);
}

async function openPage(browser: Browser, code: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.setContent(
    '<canvas width="1400" height="18"></canvas><svg width="1280" height="720" preserveAspectRatio="xMidYMid meet"></svg>',
  );
  await page.addScriptTag({ content: code });
  await page.evaluate(makeNotes);
  return page;
}

/** Heap in bytes after the first tenth of a session and at its end, both after collection. */
function heap(page: Page): Promise<{ readonly warm: number; readonly end: number }> {
  return page.evaluate(
    `(async () => {
      const opened = open(${JSON.stringify(long)});
      const used = async () => { for (let i = 0; i < 4; i++) { gc(); await new Promise((r) => setTimeout(r, 30)); } return performance.memory.usedJSHeapSize; };
      let warm = 0;
      for (let look = 0; look < ${looks}; look++) {
        opened.show(Math.floor((look * opened.frames) / ${looks}));
        opened.paint("n-" + (look % 1000));
        if (look === ${looks / 10}) { warm = await used(); }
      }
      return { warm, end: await used() };
    })()`,
  );
}

export async function run(): Promise<readonly Figure[]> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error("no Chromium on this machine");
  }
  const browser = await chromium.launch({
    executablePath,
    args: ["--js-flags=--expose-gc", "--enable-precise-memory-info", "--no-sandbox"],
  });
  try {
    const code = await script();
    const page = await openPage(browser, code);
    const idle = await pace(page, null);
    const busy = await pace(page, long);
    const { warm, end } = await heap(page);
    const brief = await openingMs(browser, code, short);
    const whole = await openingMs(browser, code, long);
    return [
      figure("timeline and drawings, 12 h with 1000 notes", busy, "pictures/s", idle),
      figure("memory at the end of a session of 12 h", end / 1_048_576, "MiB", warm / 1_048_576),
      figure("notes of 12 h taken in and drawn", whole, "ms", brief),
    ];
  } finally {
    await browser.close();
  }
}
