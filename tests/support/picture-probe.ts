import type { Frame } from "playwright-core";
import { readCells } from "./cells.ts";
import type { PictureLab } from "./picture.ts";

/** What the picture frame shows at one moment, read from its pixels. */
export interface Seen {
  /** Index in the cells of the visible picture; null when they cannot be read. */
  readonly cells: number | null;
  readonly covered: boolean;
}

/** One goal: which frame was asked for, which number the player called confirmed, and what is in the pixels. */
export interface Landing extends Seen {
  readonly wanted: number;
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
    globalThis.look = () => {
      const hold = document.querySelector("#hold");
      const layer = hold.hidden ? document.querySelector("video") : hold;
      context.drawImage(layer, 0, 0, 320, 180);
      return {
        cells: readCells(context.getImageData(0, 0, 320, 180).data, 320, 180),
        covered: !document.querySelector("#mask").hidden,
      };
    };
    addEventListener("message", ({ data, source, origin }) => {
      if (data === "look") { source.postMessage({ seen: globalThis.look() }, origin); }
    });
  })()`);
}

export function look(frame: Frame): Promise<Seen> {
  return frame.evaluate(() => Reflect.get(globalThis, "look")() as Seen);
}

/** Gives each command in turn and reads, once the player rests, what it says and what the pixels say. */
export function follow(
  lab: PictureLab,
  goals: readonly { readonly command: unknown; readonly wanted: number }[],
): Promise<Landing[]> {
  return lab.page.evaluate(async (list) => {
    const world = globalThis as unknown as {
      reports: { type: string; frame: number | null; confirmed: boolean }[];
      tell(command: unknown): void;
      settled(from: number): Promise<{ frame?: number; confirmed?: boolean } | null>;
    };
    const picture = document.querySelector<HTMLIFrameElement>("#picture")?.contentWindow;
    const ask = (): Promise<Seen> =>
      new Promise((resolve) => {
        const hear = ({ data }: MessageEvent): void => {
          if (typeof data === "object" && data !== null && "seen" in data) {
            removeEventListener("message", hear);
            resolve(data.seen as Seen);
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
