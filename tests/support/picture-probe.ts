import type { Frame } from "playwright-core";
import { readCells } from "./cells.ts";
import type { PictureLab } from "./picture.ts";

/** What the picture frame shows at one moment, read from its pixels. */
export interface Seen {
  /** Index in the cells of the visible picture; null when they cannot be read. */
  readonly cells: number | null;
  readonly covered: boolean;
  /** Luma of the visible picture in 64 × 36. */
  readonly luma: readonly number[];
}

/** One goal: which frame was asked for, which number the player called confirmed, and what is in the pixels. */
export interface Landing extends Omit<Seen, "luma"> {
  /** Null where any frame is right as long as it is named. */
  readonly wanted: number | null;
  readonly frame: number | null;
  readonly confirmed: boolean;
}

/**
 * Puts a reader into the picture frame: it decodes the cells of whichever layer is visible, without the
 * watermark above it. The screen asks it by `postMessage`, so that a hundred looks cost no hundred round trips.
 */
export async function plantProbe(frame: Frame): Promise<void> {
  await frame.evaluate(`(() => {
    const readCells = ${readCells.toString()};
    const canvas = new OffscreenCanvas(320, 180);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const small = new OffscreenCanvas(64, 36).getContext("2d", { willReadFrequently: true });
    small.imageSmoothingQuality = "high";
    globalThis.look = (withLuma = false) => {
      const hold = document.querySelector("#hold");
      const layer = hold.hidden ? document.querySelector("video") : hold;
      context.drawImage(layer, 0, 0, 320, 180);
      const seen = {
        cells: readCells(context.getImageData(0, 0, 320, 180).data, 320, 180),
        covered: !document.querySelector("#mask").hidden,
      };
      if (!withLuma) { return seen; }
      small.drawImage(layer, 0, 0, 64, 36);
      const { data } = small.getImageData(0, 0, 64, 36);
      const luma = Array.from({ length: 64 * 36 }, (_, at) =>
        Math.round(0.299 * data[at * 4] + 0.587 * data[at * 4 + 1] + 0.114 * data[at * 4 + 2]));
      return { ...seen, luma };
    };
    addEventListener("message", ({ data, source, origin }) => {
      if (data === "look") { source.postMessage({ seen: globalThis.look() }, origin); }
    });
  })()`);
}

export function look(frame: Frame): Promise<Seen> {
  return frame.evaluate(() => Reflect.get(globalThis, "look")(true) as Seen);
}

/** Gives each command in turn and reads, once the player rests, what it says and what the pixels say. */
export function follow(
  lab: PictureLab,
  goals: readonly { readonly command: unknown; readonly wanted: number | null }[],
): Promise<Landing[]> {
  return lab.page.evaluate(async (list) => {
    const world = globalThis as unknown as {
      reports: { type: string; frame: number | null; confirmed: boolean }[];
      tell(command: unknown): void;
      settled(from: number): Promise<{ frame?: number; confirmed?: boolean } | null>;
    };
    const picture = document.querySelector<HTMLIFrameElement>("#picture")?.contentWindow;
    const ask = (): Promise<Omit<Seen, "luma">> =>
      new Promise((resolve) => {
        const hear = ({ data }: MessageEvent): void => {
          if (typeof data === "object" && data !== null && "seen" in data) {
            removeEventListener("message", hear);
            resolve(data.seen as Omit<Seen, "luma">);
          }
        };
        addEventListener("message", hear);
        picture?.postMessage("look", "*");
      });
    const landings = [];
    // One goal after the other, as a person would.
    // oxlint-disable no-await-in-loop
    for (const { command, wanted } of list) {
      const from = world.reports.length;
      world.tell(command);
      const report = await world.settled(from);
      landings.push({ wanted, frame: report?.frame ?? null, confirmed: report?.confirmed ?? false, ...(await ask()) });
    }
    // oxlint-enable no-await-in-loop
    return landings;
  }, goals);
}

/** Plays from a frame at a speed, pauses, and reads what the player then says and what the pixels say. */
export async function playAndPause(
  lab: PictureLab,
  frame: Frame,
  { from, rate, playMs }: { readonly from: number; readonly rate: number; readonly playMs: number },
): Promise<Landing> {
  await follow(lab, [{ command: { type: "seek", frame: from }, wanted: from }]);
  await lab.tell({ type: "rate", rate });
  await lab.tell({ type: "play" });
  await lab.page.waitForTimeout(playMs);
  await lab.tell({ type: "pause" });
  // It may have come to its end before it was paused.
  const rests = lab.page.waitForFunction(
    () => {
      const reports: { type: string; confirmed?: boolean; state?: string }[] = Reflect.get(globalThis, "reports");
      const state = reports.findLast(({ type }) => type === "state")?.state;
      const isNamed = reports.findLast(({ type }) => type === "frame")?.confirmed === true;
      return isNamed && (state === "paused" || state === "ended");
    },
    undefined,
    { timeout: 15_000, polling: 20 },
  );
  const confirmed = await rests.then(
    () => true,
    () => false,
  );
  const named = (await lab.reports()).findLast((report) => report.type === "frame");
  const { cells, covered } = await look(frame);
  await lab.tell({ type: "rate", rate: 1 });
  return { wanted: null, frame: named?.type === "frame" ? named.frame : null, confirmed, cells, covered };
}
